package network.cairn.gateway.notification;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.metadata.Jobs;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the messages in the outbox to their targets, each target on a virtual thread of its own between
/// {@link #start()} and {@link #close()}. Of several gateways on the same metadata, one sends to a target.
public final class NotificationSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationSender.class);
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration IDLE_DELAY = Duration.ofMillis(200);
    private static final Duration OTHERS_DELAY = Duration.ofSeconds(10);
    private static final Duration MEASURE_DELAY = Duration.ofSeconds(30);

    private final Outbox outbox;
    private final Jobs jobs;
    private final SenderSettings settings;
    private final InstantSource clock;
    private final String holder;
    private final List<Target> targets = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private record Target(String queue, Delivery delivery, TargetSender sender) {}

    /// @param holder tells this gateway from others; the same after a restart, so that it goes on sending at once
    /// @throws IOException where what a target needs, such as its certificates, cannot be read
    public NotificationSender(
            MetadataStore metadata,
            List<TargetSettings> targets,
            SenderSettings settings,
            InstantSource clock,
            String holder)
            throws IOException {
        this.outbox = metadata.outbox();
        this.jobs = metadata.jobs();
        this.settings = settings;
        this.clock = clock;
        this.holder = holder;
        for (TargetSettings target : targets) {
            String queue = BucketEvents.queue(target.target());
            Delivery delivery = Delivery.of(target);
            var sender = new TargetSender(queue, outbox, delivery, settings, clock);
            this.targets.add(new Target(queue, delivery, sender));
        }
    }

    public synchronized void start() {
        if (!threads.isEmpty() || targets.isEmpty()) {
            return;
        }
        for (Target target : targets) {
            threads.add(Thread.ofVirtual().name("notify-" + target.queue()).start(() -> run(target)));
        }
        threads.add(Thread.ofVirtual().name("notify-measure").start(this::measure));
    }

    /// Stops sending: what waits is sent when a gateway next starts.
    @Override
    public void close() {
        List<Thread> running;
        synchronized (this) {
            running = List.copyOf(threads);
            threads.clear();
        }
        running.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : running) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        targets.forEach(target -> target.delivery().close());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Messages that were given up, or that there was no room for, since the start.
    public long deadLetters() {
        return outbox.dropped()
                + targets.stream()
                        .mapToLong(target -> target.sender().deadLetters())
                        .sum();
    }

    private void run(Target target) {
        String job = "notify/" + target.queue();
        Instant claimedUntil = Instant.MIN;
        try {
            while (true) {
                Duration delay = IDLE_DELAY;
                try {
                    Instant now = clock.instant();
                    boolean mine = now.plus(LEASE.dividedBy(2)).isBefore(claimedUntil);
                    if (!mine && jobs.claim(job, holder, now.plus(LEASE)).isPresent()) {
                        claimedUntil = now.plus(LEASE);
                        mine = true;
                    }
                    if (!mine) {
                        delay = OTHERS_DELAY;
                    } else if (target.sender().sweep() > 0) {
                        delay = Duration.ZERO;
                    }
                } catch (RuntimeException e) {
                    LOG.error("sending notifications to {} failed; it goes on", target.queue(), e);
                    delay = OTHERS_DELAY;
                }
                Thread.sleep(delay);
            }
        } catch (InterruptedException e) {
            LOG.debug("notifications to {} stop", target.queue(), e);
            jobs.rest(job, holder, clock.instant());
        }
    }

    private void measure() {
        try {
            while (true) {
                try {
                    if (outbox.measure(settings.waitingMax()) >= settings.waitingMax()) {
                        LOG.error("{} notifications wait: changes are not told until fewer do", settings.waitingMax());
                    }
                } catch (RuntimeException e) {
                    LOG.error("how many notifications wait cannot be seen", e);
                }
                Thread.sleep(MEASURE_DELAY);
            }
        } catch (InterruptedException e) {
            LOG.debug("measuring the outbox stops", e);
        }
    }
}
