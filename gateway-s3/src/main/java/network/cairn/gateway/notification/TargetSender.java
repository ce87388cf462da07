package network.cairn.gateway.notification;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import network.cairn.gateway.metadata.Outbox;
import network.cairn.gateway.metadata.OutboxEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what waits for one target. Used by one thread.
///
/// Messages about one object go one after the other; those about others beside them. One that the target does not
/// take holds back those about the same object until it is tried again, and no others; only where the target takes
/// nothing at all, everything waits. What was taken is forgotten after that, so that a crash in between sends it
/// again. When it is to be tried again is known to this process only: after a restart, at once.
final class TargetSender {
    private static final Logger LOG = LoggerFactory.getLogger(TargetSender.class);
    private static final int PAGE = 256;
    private static final int HELD_BACK_MAX = 10_000;

    private final String queue;
    private final Outbox outbox;
    private final Delivery delivery;
    private final SenderSettings settings;
    private final InstantSource clock;
    private final Map<String, Failures> heldBack = new HashMap<>();
    private final LongAdder deadLetters = new LongAdder();
    private Failures all = Failures.NONE;

    /// @param inARow since the last success
    /// @param until when to try again
    private record Failures(int inARow, Instant until) {
        static final Failures NONE = new Failures(0, Instant.MIN);
    }

    /// @param queue the target's name in the outbox
    TargetSender(String queue, Outbox outbox, Delivery delivery, SenderSettings settings, InstantSource clock) {
        this.queue = queue;
        this.outbox = outbox;
        this.delivery = delivery;
        this.settings = settings;
        this.clock = clock;
    }

    /// Messages given up since the start.
    long deadLetters() {
        return deadLetters.sum();
    }

    /// Goes through all that waits, once.
    ///
    /// @return how many messages the target took
    int sweep() throws InterruptedException {
        if (clock.instant().isBefore(all.until())) {
            return 0;
        }
        int delivered = 0;
        OutboxEntry.@Nullable Id after = null;
        List<OutboxEntry> page;
        int pageMax;
        do {
            // One message finds out whether the target is back.
            pageMax = all.inARow() > 0 ? 1 : PAGE;
            page = outbox.waiting(queue, after, pageMax);
            if (page.isEmpty()) {
                break;
            }
            after = page.getLast().id();
            List<List<OutboxEntry>> groups = groups(page);
            int now = send(groups);
            delivered += now;
            if (!groups.isEmpty()) {
                note(now);
                if (now == 0) {
                    break;
                }
            }
        } while (page.size() == pageMax);
        if (heldBack.size() > HELD_BACK_MAX) {
            heldBack.clear();
        }
        return delivered;
    }

    private void note(int delivered) {
        if (delivered > 0) {
            if (all.inARow() > 0) {
                LOG.info("notification target {} takes messages again", queue);
            }
            all = Failures.NONE;
            return;
        }
        int failures = all.inARow() + 1;
        Duration delay = settings.delay(failures);
        all = new Failures(failures, clock.instant().plus(delay));
        if (failures == 1) {
            LOG.warn("notification target {} takes no messages; they wait", queue);
        }
    }

    /// Messages by what they are about, in order, without those that are held back.
    private List<List<OutboxEntry>> groups(List<OutboxEntry> page) {
        Instant now = clock.instant();
        Map<String, List<OutboxEntry>> groups = new LinkedHashMap<>();
        for (OutboxEntry entry : page) {
            Failures failures = heldBack.get(subject(entry));
            if (failures == null || !now.isBefore(failures.until())) {
                groups.computeIfAbsent(subject(entry), _ -> new ArrayList<>()).add(entry);
            }
        }
        return List.copyOf(groups.values());
    }

    private static String subject(OutboxEntry entry) {
        return entry.bucket() + "/" + entry.key();
    }

    /// @return how many were taken
    private int send(List<List<OutboxEntry>> groups) throws InterruptedException {
        List<OutboxEntry> taken = Collections.synchronizedList(new ArrayList<>());
        List<OutboxEntry> dead = Collections.synchronizedList(new ArrayList<>());
        Map<String, Boolean> outcomes = Collections.synchronizedMap(new LinkedHashMap<>());
        var permits = new Semaphore(settings.atOnceMax());
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> tasks = new ArrayList<>();
            for (List<OutboxEntry> group : groups) {
                tasks.add(executor.submit(() -> {
                    permits.acquire();
                    try {
                        boolean wasTaken = send(group, taken, dead);
                        outcomes.put(subject(group.getFirst()), wasTaken);
                        return wasTaken;
                    } finally {
                        permits.release();
                    }
                }));
            }
            try {
                for (Future<Boolean> task : tasks) {
                    task.get();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("a notification could not be worked on", e.getCause());
            } catch (InterruptedException e) {
                executor.shutdownNow();
                throw e;
            }
        } finally {
            outbox.remove(List.copyOf(taken));
        }
        outbox.remove(List.copyOf(dead));
        deadLetters.add(dead.size());
        outcomes.forEach(this::holdBack);
        return taken.size();
    }

    private void holdBack(String subject, boolean wasTaken) {
        if (wasTaken) {
            heldBack.remove(subject);
            return;
        }
        Failures before = heldBack.getOrDefault(subject, Failures.NONE);
        int failures = before.inARow() + 1;
        heldBack.put(subject, new Failures(failures, clock.instant().plus(settings.delay(failures))));
    }

    /// Sends messages about one object until one is not taken.
    ///
    /// @return whether all were taken or given up
    private boolean send(List<OutboxEntry> group, List<OutboxEntry> taken, List<OutboxEntry> dead)
            throws InterruptedException {
        for (OutboxEntry entry : group) {
            try {
                delivery.deliver(entry);
                taken.add(entry);
            } catch (IOException | RuntimeException e) {
                if (clock.instant().isBefore(entry.notedAt().plus(settings.giveUpAfter()))) {
                    LOG.debug("a message about {} waits for {}", subject(entry), queue, e);
                    return false;
                }
                LOG.error(
                        "notification target {} did not take a message about {} of {}: it is given up: {}",
                        queue,
                        subject(entry),
                        entry.notedAt(),
                        e.getMessage());
                dead.add(entry);
            }
        }
        return true;
    }
}
