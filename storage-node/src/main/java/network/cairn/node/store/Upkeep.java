package network.cairn.node.store;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import network.cairn.client.kv.KeyValueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads that scrub every second, look every ten seconds whether a full disk has room again, and
/// compact every ten minutes.
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration ROOM_CHECK_INTERVAL = Duration.ofSeconds(10);
    private static final Duration COMPACTION_INTERVAL = Duration.ofMinutes(10);

    private final LogPieceStore store;
    private final Compactor compactor;
    private final Scrubber scrubber;
    private final StoreLimits limits;
    private final StoreHealth health;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(
            3, Thread.ofPlatform().name("store-upkeep-", 0).daemon(true).factory());

    Upkeep(LogPieceStore store, Compactor compactor, Scrubber scrubber, StoreLimits limits, StoreHealth health) {
        this.store = store;
        this.compactor = compactor;
        this.scrubber = scrubber;
        this.limits = limits;
        this.health = health;
    }

    /// Work that may find the disk failing.
    private interface Work {
        void run() throws StoreException;
    }

    void start() {
        var unused = threads.scheduleWithFixedDelay(
                () -> guardedWhileWritable("scrubbing", () -> scrubber.step(limits.scrubBytesPerSecondMax())),
                1,
                1,
                TimeUnit.SECONDS);
        long interval = COMPACTION_INTERVAL.toSeconds();
        unused = threads.scheduleWithFixedDelay(
                () -> guardedWhileWritable("compaction", compactor::compact), interval, interval, TimeUnit.SECONDS);
        interval = ROOM_CHECK_INTERVAL.toSeconds();
        unused = threads.scheduleWithFixedDelay(
                () -> guarded("looking for room on the disk", store::resumeIfRoom),
                interval,
                interval,
                TimeUnit.SECONDS);
    }

    private void guardedWhileWritable(String name, Work work) {
        if (health.isWritable()) {
            guarded(name, work);
        }
    }

    private void guarded(String name, Work work) {
        try {
            work.run();
        } catch (KeyValueException e) {
            LOG.error("{} failed: {}", name, health.indexFailed(e).getMessage());
        } catch (StoreException | RuntimeException e) {
            LOG.error("{} failed, and is tried again later", name, e);
        }
    }

    /// Waits for the work in hand.
    @Override
    public void close() {
        compactor.stop();
        threads.close();
    }
}
