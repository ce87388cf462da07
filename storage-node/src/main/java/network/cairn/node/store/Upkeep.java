package network.cairn.node.store;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that scrubs every second and compacts every ten minutes.
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration COMPACTION_INTERVAL = Duration.ofMinutes(10);

    private final Compactor compactor;
    private final Scrubber scrubber;
    private final StoreLimits limits;
    private final StoreHealth health;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("store-upkeep").daemon(true).factory());

    Upkeep(Compactor compactor, Scrubber scrubber, StoreLimits limits, StoreHealth health) {
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
        var unused = thread.scheduleWithFixedDelay(
                () -> guarded("scrubbing", () -> scrubber.step(limits.scrubBytesPerSecondMax())),
                1,
                1,
                TimeUnit.SECONDS);
        long interval = COMPACTION_INTERVAL.toSeconds();
        unused = thread.scheduleWithFixedDelay(
                () -> guarded("compaction", compactor::compact), interval, interval, TimeUnit.SECONDS);
    }

    private void guarded(String name, Work work) {
        if (!health.isWritable()) {
            return;
        }
        try {
            work.run();
        } catch (StoreException | RuntimeException e) {
            LOG.error("{} failed, and is tried again later", name, e);
        }
    }

    /// Waits for the work in hand.
    @Override
    public void close() {
        thread.close();
    }
}
