package network.cairn.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A response's body as a blocking stream: a bounded window of bytes is on its way to the client,
/// then writers wait.
///
/// The head goes out with the first bytes, so that until then the answer can still become an error.
/// One thread writes.
final class ResponseStream extends OutputStream {
    private final HttpServerResponse response;
    private final Context context;
    private final Runnable head;
    private final long lengthBytes;
    private final long windowBytes;
    private final long stallNanos;

    private byte[] piece = new byte[0];
    private int filled;
    private long written;
    private boolean headSent;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Both below are guarded by the lock.
    private long underWayBytes;
    private @Nullable Throwable failure;

    /// @param head sets status and headers; runs on the event loop before the first bytes
    ResponseStream(HttpServerResponse response, Context context, DoorLimits limits, long lengthBytes, Runnable head) {
        this.response = response;
        this.context = context;
        this.head = head;
        this.lengthBytes = lengthBytes;
        this.windowBytes = limits.responseWindowBytes();
        this.stallNanos = limits.responseStallTimeout().toNanos();
    }

    /// Whether the client may have seen any of it.
    boolean headSent() {
        return headSent;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length > lengthBytes - written - filled) {
            throw new IOException("a body of " + lengthBytes + " bytes was given more than that");
        }
        int at = offset;
        int left = length;
        while (left > 0) {
            if (filled == piece.length) {
                if (filled > 0) {
                    send();
                }
                piece = new byte[(int) Math.min(DoorLimits.PIECE_BYTES_MAX, lengthBytes - written)];
            }
            int count = Math.min(left, piece.length - filled);
            System.arraycopy(bytes, at, piece, filled, count);
            filled += count;
            at += count;
            left -= count;
        }
        if (filled > 0 && written + filled == lengthBytes) {
            send();
        }
    }

    /// Sends what is left and waits until all of it has been handed to the socket.
    ///
    /// @throws IOException also where fewer bytes were written than promised
    void finish() throws IOException {
        if (written + filled != lengthBytes) {
            throw new IOException("a body of " + lengthBytes + " bytes was given only " + (written + filled));
        }
        send();
        await(0);
    }

    /// Passes the filled piece on; the next one is a new array, as the event loop keeps this one.
    private void send() throws IOException {
        if (filled == 0 && headSent) {
            return;
        }
        byte[] full = piece;
        int count = filled;
        await(windowBytes - count);
        lock.lock();
        try {
            underWayBytes += count;
        } finally {
            lock.unlock();
        }
        boolean first = !headSent;
        headSent = true;
        written += count;
        filled = 0;
        piece = new byte[0];
        context.runOnContext(ignored -> {
            try {
                if (first) {
                    head.run();
                }
                if (count > 0) {
                    response.write(Buffer.buffer(full).slice(0, count)).onComplete(done -> sent(count, done.cause()));
                }
            } catch (RuntimeException e) {
                sent(count, e);
            }
        });
    }

    private void sent(int count, @Nullable Throwable cause) {
        lock.lock();
        try {
            underWayBytes -= count;
            if (failure == null) {
                failure = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until at most that many bytes are under way.
    private void await(long bytesMax) throws IOException {
        lock.lock();
        try {
            long left = stallNanos;
            long before = underWayBytes;
            while (underWayBytes > bytesMax && failure == null) {
                if (left <= 0) {
                    throw new ClientGoneException("the client took nothing of the response in time");
                }
                left = changed.awaitNanos(left);
                if (underWayBytes < before) {
                    before = underWayBytes;
                    left = stallNanos;
                }
            }
            if (failure != null) {
                throw new ClientGoneException("the response could not be sent", failure);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted while sending").initCause(e);
        } finally {
            lock.unlock();
        }
    }
}
