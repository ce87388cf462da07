package network.cairn.node.store;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Keeps work that moves bytes to a rate, by letting it wait. Time in which nothing moved is not made up
/// for.
final class Throttle {
    private final long bytesPerSecondMax;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private long freeAtNanos = System.nanoTime();

    Throttle(long bytesPerSecondMax) {
        this.bytesPerSecondMax = bytesPerSecondMax;
    }

    /// Waits until these bytes may move; not at all once stopped, or while the thread is interrupted.
    void pass(long bytes) {
        try {
            var _ = stopped.await(reserveNanos(bytes), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return how long until the turn of these bytes
    private synchronized long reserveNanos(long bytes) {
        long now = System.nanoTime();
        long waitNanos = Math.max(0, freeAtNanos - now);
        freeAtNanos = now + waitNanos + (long) (bytes * 1e9 / bytesPerSecondMax);
        return waitNanos;
    }

    /// Ends all waits, for good.
    void stop() {
        stopped.countDown();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }
}
