package network.cairn.chain.net;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Messages of one peer that came and were not worked on yet, as bytes. The event loop fills it, a thread
/// of the peer's own empties it; beyond its window the peer is not read from until half of it is free.
final class InboundQueue {
    /// What a message takes in memory beside its bytes, about.
    private static final int OVERHEAD_BYTES = 64;

    private final long windowBytesMax;
    private final Runnable resume;

    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> messages = new ArrayDeque<>();
    private long bytes;
    private boolean paused;
    private boolean closed;

    /// @param resume reads from the peer again; called by the thread that empties
    InboundQueue(long windowBytesMax, Runnable resume) {
        this.windowBytesMax = windowBytesMax;
        this.resume = resume;
    }

    /// @return whether to read on
    boolean put(byte[] message) {
        lock.lock();
        try {
            messages.addLast(message);
            bytes += message.length + OVERHEAD_BYTES;
            changed.signal();
            paused = bytes >= windowBytesMax;
            return !paused;
        } finally {
            lock.unlock();
        }
    }

    /// The next message, or null once the queue is closed.
    byte @Nullable [] take() throws InterruptedException {
        boolean resumes;
        byte[] message;
        lock.lockInterruptibly();
        try {
            while (messages.isEmpty() && !closed) {
                changed.await();
            }
            if (closed) {
                return null;
            }
            message = messages.removeFirst();
            bytes -= message.length + OVERHEAD_BYTES;
            resumes = paused && bytes <= windowBytesMax / 2;
            paused &= !resumes;
        } finally {
            lock.unlock();
        }
        if (resumes) {
            resume.run();
        }
        return message;
    }

    boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            messages.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
