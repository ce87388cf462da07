package network.cairn.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.gateway.s3.S3BodyException;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// A request's body as a blocking stream with a bounded window: the event loop fills it, one
/// virtual thread reads.
///
/// Nothing is asked of the client before the first read; a client that sent `Expect: 100-continue`
/// gets its answer then.
final class RequestBodyStream extends InputStream {
    private final HttpServerRequest request;
    private final Context context;
    private final long stallNanos;
    private final boolean expectsContinue;
    private final int piecesMax;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All below is guarded by the lock.
    private final ArrayDeque<Buffer> pieces = new ArrayDeque<>();
    private int consumed;
    private boolean started;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable Buffer current;
    private int position;

    /// What the head of a request says of its body.
    enum Presence {
        NONE,
        CERTAIN,
        /// HTTP/2 ends a request without a body by a flag, and needs no header to begin one.
        UNKNOWN;

        static Presence of(HttpServerRequest request) {
            String length = request.getHeader("Content-Length");
            if (length != null || request.version() != HttpVersion.HTTP_2) {
                boolean some = length != null && !length.strip().equals("0");
                // A client that waits to be told to go on is told so even where nothing follows: botocore, which asks
                // so
                // of empty objects, takes what comes next on the connection for more of an answer without it.
                boolean awaits = length != null && "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
                return some || awaits || request.headers().contains("Transfer-Encoding") ? CERTAIN : NONE;
            }
            return UNKNOWN;
        }
    }

    /// On the request's event loop, the request paused.
    RequestBodyStream(HttpServerRequest request, Context context, DoorLimits limits, Presence presence) {
        this.request = request;
        this.context = context;
        this.stallNanos = limits.bodyStallTimeout().toNanos();
        this.piecesMax = limits.bodyWindowBytes() / DoorLimits.PIECE_BYTES_MAX;
        this.expectsContinue =
                presence != Presence.NONE && "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
        request.handler(this::arrived);
        request.endHandler(ignored -> finished(null));
        request.exceptionHandler(this::finished);
        switch (presence) {
            case NONE -> {
                started = true;
                ended = true;
                request.resume();
            }
            // Its end, which comes at once, or the first of its bytes.
            case UNKNOWN -> request.fetch(1);
            case CERTAIN -> {}
        }
    }

    /// Whether there is no body. Waits for its first bytes where the request's head does not tell.
    ///
    /// @throws IOException where they do not come in time
    boolean isEmpty() throws IOException {
        lock.lock();
        try {
            if (!expectsContinue && !started && current == null) {
                current = next(stallNanos);
            }
            return current == null && ended;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return (InterruptedIOException) new InterruptedIOException("interrupted while reading a body").initCause(e);
    }

    private void arrived(Buffer piece) {
        if (piece.length() == 0) {
            // An empty frame of HTTP/2 says nothing, but used up an order.
            fetch(1);
            return;
        }
        lock.lock();
        try {
            pieces.add(piece);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void finished(@Nullable Throwable cause) {
        lock.lock();
        try {
            if (!ended && failure == null) {
                ended = cause == null;
                failure = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether all of it has arrived and been read.
    boolean atEnd() {
        lock.lock();
        try {
            return ended && pieces.isEmpty() && current == null;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the client still waits to be told that it may send.
    boolean awaitsContinue() {
        lock.lock();
        try {
            return expectsContinue && !started;
        } finally {
            lock.unlock();
        }
    }

    /// Reads and forgets what is left, up to that much and that long.
    ///
    /// @return whether the end was reached
    boolean drain(long bytesMax, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        byte[] sink = new byte[8192];
        long total = 0;
        try {
            while (total <= bytesMax && System.nanoTime() - deadline < 0) {
                int count = read(sink, 0, sink.length, Math.max(1, deadline - System.nanoTime()));
                if (count < 0) {
                    return true;
                }
                total += count;
            }
        } catch (InterruptedIOException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted while the rest of a body was read");
        } catch (IOException e) {
            return false;
        }
        return false;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return read(bytes, offset, length, stallNanos);
    }

    private int read(byte[] bytes, int offset, int length, long timeoutNanos) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            start();
            Buffer piece = current == null ? next(timeoutNanos) : current;
            if (piece == null) {
                return -1;
            }
            int count = Math.min(length, piece.length() - position);
            piece.getBytes(position, position + count, bytes, offset);
            position += count;
            current = position == piece.length() ? null : piece;
            return count;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        if (!started) {
            started = true;
            context.runOnContext(ignored -> {
                if (expectsContinue) {
                    request.response().writeContinue();
                }
                fetch(piecesMax);
            });
        }
    }

    /// Under the lock: the next piece, or null at the end.
    private @Nullable Buffer next(long timeoutNanos) throws IOException, InterruptedException {
        long left = timeoutNanos;
        while (pieces.isEmpty()) {
            if (ended) {
                return null;
            }
            if (failure != null) {
                throw new ClientGoneException("the client went away before its body was complete", failure);
            }
            if (left <= 0) {
                throw new S3BodyException(new S3Exception(S3ErrorCode.REQUEST_TIMEOUT));
            }
            left = changed.awaitNanos(left);
        }
        Buffer piece = pieces.remove();
        replenish();
        position = 0;
        return piece;
    }

    /// Asks for more once half of the window has been read.
    private void replenish() {
        consumed++;
        if (2 * consumed >= piecesMax) {
            int more = consumed;
            consumed = 0;
            context.runOnContext(ignored -> fetch(more));
        }
    }

    /// On the event loop. A request that has ended takes no more orders.
    private void fetch(int count) {
        if (!request.isEnded()) {
            request.fetch(count);
        }
    }
}
