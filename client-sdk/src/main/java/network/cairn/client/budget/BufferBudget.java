package network.cairn.client.budget;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The memory that all stripes of a process together may take: a weighted semaphore over bytes, first come first
/// served, that also hands out and recycles the arrays.
///
/// It cannot deadlock as long as its users keep one rule: whoever waits in {@link #acquire} holds, from earlier, only
/// leases that other threads will give back without themselves waiting here.
public final class BufferBudget {
    private final long bytesMax;
    private final int pooledArrayBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private final Deque<byte[]> pool = new ArrayDeque<>();
    private long pooledBytes;
    /// Arrays out with users. These and the pool's are what there is on the heap, at most `bytesMax`.
    private long takenBytes;
    /// Bytes granted, taken or not.
    private long inUseBytes;
    private long highWaterBytes;

    private static final class Waiter {
        private final long bytes;
        private final Condition turn;
        private boolean granted;

        Waiter(long bytes, Condition turn) {
            this.bytes = bytes;
            this.turn = turn;
        }
    }

    /// @param pooledArrayBytes length of the arrays worth keeping for the next user; those kept and those
    ///     in use are together at most `bytesMax`
    public BufferBudget(long bytesMax, int pooledArrayBytes) {
        if (bytesMax < 1 || pooledArrayBytes < 1) {
            throw new IllegalArgumentException(
                    "no buffer budget of " + bytesMax + " bytes in arrays of " + pooledArrayBytes);
        }
        this.bytesMax = bytesMax;
        this.pooledArrayBytes = pooledArrayBytes;
    }

    public long bytesMax() {
        return bytesMax;
    }

    public long inUseBytes() {
        lock.lock();
        try {
            return inUseBytes;
        } finally {
            lock.unlock();
        }
    }

    /// The most that was ever in use at once.
    public long highWaterBytes() {
        lock.lock();
        try {
            return highWaterBytes;
        } finally {
            lock.unlock();
        }
    }

    /// Waits its turn for so many bytes.
    ///
    /// @throws IllegalArgumentException if the whole budget is smaller
    public Lease acquire(long bytes) throws InterruptedException {
        checkFits(bytes);
        lock.lockInterruptibly();
        try {
            if (waiters.isEmpty() && bytes <= bytesMax - inUseBytes) {
                return grant(bytes);
            }
            var waiter = new Waiter(bytes, lock.newCondition());
            waiters.addLast(waiter);
            try {
                while (!waiter.granted) {
                    waiter.turn.await();
                }
            } catch (InterruptedException e) {
                if (waiter.granted) {
                    giveBack(bytes);
                } else {
                    waiters.remove(waiter);
                    grantWaiters();
                }
                throw e;
            }
            return new Lease(bytes);
        } finally {
            lock.unlock();
        }
    }

    /// So many bytes if they are free now and nobody waits, or null.
    public @Nullable Lease tryAcquire(long bytes) {
        checkFits(bytes);
        lock.lock();
        try {
            return waiters.isEmpty() && bytes <= bytesMax - inUseBytes ? grant(bytes) : null;
        } finally {
            lock.unlock();
        }
    }

    private void checkFits(long bytes) {
        if (bytes < 0 || bytes > bytesMax) {
            throw new IllegalArgumentException(
                    bytes + " bytes of buffers are needed at once and the limit is " + bytesMax + "; raise it");
        }
    }

    private Lease grant(long bytes) {
        take(bytes);
        return new Lease(bytes);
    }

    private void take(long bytes) {
        inUseBytes += bytes;
        highWaterBytes = Math.max(highWaterBytes, inUseBytes);
    }

    private void giveBack(long bytes) {
        inUseBytes -= bytes;
        grantWaiters();
    }

    private void grantWaiters() {
        Waiter first = waiters.peekFirst();
        while (first != null && first.bytes <= bytesMax - inUseBytes) {
            waiters.removeFirst();
            take(first.bytes);
            first.granted = true;
            first.turn.signal();
            first = waiters.peekFirst();
        }
    }

    /// Bytes granted and not yet given back. Safe for use by many threads.
    public final class Lease implements AutoCloseable {
        /// Granted, and neither in an array nor given back.
        private long untakenBytes;

        private Lease(long bytes) {
            this.untakenBytes = bytes;
        }

        /// An array out of this lease, its content unspecified.
        ///
        /// @throws IllegalStateException if the lease has not so much left
        public byte[] take(int bytes) {
            lock.lock();
            try {
                if (bytes > untakenBytes) {
                    throw new IllegalStateException("lease has " + untakenBytes + " bytes left, not " + bytes);
                }
                untakenBytes -= bytes;
                takenBytes += bytes;
                if (bytes == pooledArrayBytes && !pool.isEmpty()) {
                    pooledBytes -= bytes;
                    return pool.removeFirst();
                }
                while (!pool.isEmpty() && pooledBytes > bytesMax - takenBytes) {
                    pool.removeLast();
                    pooledBytes -= pooledArrayBytes;
                }
            } finally {
                lock.unlock();
            }
            return new byte[bytes];
        }

        /// Gives one array back. Nobody may touch it afterwards.
        public void release(byte[] array) {
            lock.lock();
            try {
                takenBytes -= array.length;
                if (array.length == pooledArrayBytes) {
                    pool.addFirst(array);
                    pooledBytes += pooledArrayBytes;
                }
                giveBack(array.length);
            } finally {
                lock.unlock();
            }
        }

        /// Gives back what was not taken; arrays that were taken are released one by one.
        @Override
        public void close() {
            lock.lock();
            try {
                long left = untakenBytes;
                untakenBytes = 0;
                giveBack(left);
            } finally {
                lock.unlock();
            }
        }
    }
}
