package network.cairn.client.net;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A Vert.x stream as blocking code reads it.
///
/// At most about `windowBytesMax` bytes wait here: the stream is paused at that mark and resumed at half of it, so a
/// slow reader slows the sender down through TCP. One thread reads; the stream's own event loop fills.
public final class InboundBytes {
    private final Context context;
    private final ReadStream<Buffer> stream;
    private final int windowBytesMax;
    private final long stallNanos;

    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private int headOffset;
    private long queuedBytes;
    private long receivedBytes;
    private long lastProgressNanos;
    private boolean paused;
    private boolean discarding;
    private boolean ended;
    private @Nullable Throwable failure;

    /// Takes the stream over. To be called on `context`, before any of the stream's bytes have been handed out.
    public InboundBytes(Context context, ReadStream<Buffer> stream, int windowBytesMax, Duration stallTimeout) {
        this.context = context;
        this.stream = stream;
        this.windowBytesMax = windowBytesMax;
        this.stallNanos = stallTimeout.toNanos();
        this.lastProgressNanos = System.nanoTime();
        stream.exceptionHandler(this::fail);
        stream.endHandler(_ -> ended());
        stream.handler(this::received);
        stream.resume();
    }

    /// Reads between 1 and `lengthBytes` bytes, waiting for the first.
    ///
    /// @return how many, or -1 at the stream's end
    /// @throws StalledException if none comes within the stall timeout
    /// @throws IOException if the stream broke; what had come before is handed out first
    public int read(byte[] bytes, int offset, int lengthBytes) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long waitingSince = System.nanoTime();
            while (chunks.isEmpty()) {
                if (ended) {
                    return -1;
                }
                if (failure != null) {
                    throw broken(failure);
                }
                long waitedNanos = System.nanoTime() - later(waitingSince, lastProgressNanos);
                if (waitedNanos >= stallNanos) {
                    throw new StalledException(
                            "no byte came for " + Duration.ofNanos(stallNanos) + " after the first " + receivedBytes);
                }
                var _ = changed.awaitNanos(stallNanos - waitedNanos);
            }
            return take(bytes, offset, lengthBytes);
        } finally {
            lock.unlock();
        }
    }

    /// Bytes the peer has sent so far.
    public long receivedBytes() {
        lock.lock();
        try {
            return receivedBytes;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the stream's end has come.
    public boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /// Throws away what has come and will come, without end: the caller bounds that in time.
    public void discard() {
        lock.lock();
        try {
            discarding = true;
            chunks.clear();
            queuedBytes = 0;
            headOffset = 0;
            resumeIfPaused();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the stream with a failure, which its reader meets after the bytes that have come.
    public void fail(Throwable cause) {
        lock.lock();
        try {
            if (!ended && failure == null) {
                failure = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] bytes, int offset, int lengthBytes) {
        int taken = 0;
        while (taken < lengthBytes && !chunks.isEmpty()) {
            byte[] head = chunks.getFirst();
            int count = Math.min(lengthBytes - taken, head.length - headOffset);
            System.arraycopy(head, headOffset, bytes, offset + taken, count);
            taken += count;
            headOffset += count;
            if (headOffset == head.length) {
                chunks.removeFirst();
                headOffset = 0;
            }
        }
        queuedBytes -= taken;
        if (queuedBytes <= windowBytesMax / 2) {
            resumeIfPaused();
        }
        return taken;
    }

    private void resumeIfPaused() {
        if (paused) {
            paused = false;
            context.runOnContext(_ -> stream.resume());
        }
    }

    private void received(Buffer buffer) {
        lock.lock();
        try {
            receivedBytes += buffer.length();
            lastProgressNanos = System.nanoTime();
            if (discarding || buffer.length() == 0) {
                return;
            }
            chunks.addLast(buffer.getBytes());
            queuedBytes += buffer.length();
            if (!paused && queuedBytes >= windowBytesMax) {
                paused = true;
                stream.pause();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void ended() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static long later(long nanosA, long nanosB) {
        return nanosA - nanosB > 0 ? nanosA : nanosB;
    }

    static IOException broken(Throwable cause) {
        String message = cause.getMessage();
        return new IOException(message == null ? cause.getClass().getSimpleName() : message, cause);
    }
}
