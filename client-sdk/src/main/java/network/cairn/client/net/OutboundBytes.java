package network.cairn.client.net;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A Vert.x stream as blocking code writes it.
///
/// At most `windowBytesMax` bytes (but one chunk always) are under way, counted until the operating system has them:
/// a writer that is faster than the peer blocks. One thread writes.
public final class OutboundBytes {
    /// The most bytes handed to the stream at once.
    public static final int CHUNK_BYTES_MAX = 64 << 10;

    private final Context context;
    private final WriteStream<Buffer> stream;
    private final int windowBytesMax;
    private final long stallNanos;

    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private long underWayBytes;
    private long writtenBytes;
    private long lastProgressNanos;
    private boolean ended;
    private @Nullable Throwable failure;

    public OutboundBytes(Context context, WriteStream<Buffer> stream, int windowBytesMax, Duration stallTimeout) {
        this.context = context;
        this.stream = stream;
        this.windowBytesMax = windowBytesMax;
        this.stallNanos = stallTimeout.toNanos();
        this.lastProgressNanos = System.nanoTime();
    }

    /// Hands bytes over, blocking while the window is full. The array may be reused on return.
    ///
    /// @throws StalledException if the peer takes nothing within the stall timeout
    /// @throws IOException if the stream broke or {@link #fail} was called
    public void write(byte[] bytes, int offset, int lengthBytes) throws IOException, InterruptedException {
        int done = 0;
        while (done < lengthBytes) {
            int count = Math.min(lengthBytes - done, CHUNK_BYTES_MAX);
            reserve(count);
            Buffer chunk = Buffer.buffer(count).appendBytes(bytes, offset + done, count);
            submit(() -> stream.write(chunk), count);
            done += count;
        }
    }

    /// Ends the stream without waiting: the peer has the whole once it says so.
    public void end() {
        submit(stream::end, 0);
    }

    /// Ends the stream and waits until the operating system has every byte.
    public void endAndWait() throws IOException, InterruptedException {
        submit(
                () -> stream.end().onComplete(done -> {
                    if (done.succeeded()) {
                        ended();
                    }
                }),
                0);
        lock.lockInterruptibly();
        try {
            long waitingSince = System.nanoTime();
            while (!ended) {
                var _ = changed.awaitNanos(remainingNanos(waitingSince));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Breaks the stream: its writer meets this failure.
    public void fail(Throwable cause) {
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void reserve(int count) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (failure != null) {
                throw InboundBytes.broken(failure);
            }
            long waitingSince = System.nanoTime();
            while (underWayBytes > 0 && underWayBytes + count > windowBytesMax) {
                var _ = changed.awaitNanos(remainingNanos(waitingSince));
            }
            underWayBytes += count;
        } finally {
            lock.unlock();
        }
    }

    /// How long may still be waited for progress.
    private long remainingNanos(long waitingSinceNanos) throws IOException {
        if (failure != null) {
            throw InboundBytes.broken(failure);
        }
        long from = waitingSinceNanos - lastProgressNanos > 0 ? waitingSinceNanos : lastProgressNanos;
        long waitedNanos = System.nanoTime() - from;
        if (waitedNanos >= stallNanos) {
            throw new StalledException(
                    "the peer took no byte for " + Duration.ofNanos(stallNanos) + " after the first " + writtenBytes);
        }
        return stallNanos - waitedNanos;
    }

    private void submit(Supplier<Future<Void>> action, int count) {
        context.runOnContext(_ -> {
            Future<Void> written;
            try {
                written = action.get();
            } catch (IllegalStateException e) {
                fail(e);
                return;
            }
            written.onComplete(result -> {
                if (result.succeeded()) {
                    written(count);
                } else {
                    fail(result.cause());
                }
            });
        });
    }

    private void written(int count) {
        lock.lock();
        try {
            underWayBytes -= count;
            writtenBytes += count;
            lastProgressNanos = System.nanoTime();
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
}
