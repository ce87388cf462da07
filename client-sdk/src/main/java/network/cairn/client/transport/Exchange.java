package network.cairn.client.transport;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.client.net.InboundBytes;
import network.cairn.client.net.OutboundBytes;
import network.cairn.client.net.StalledException;
import network.cairn.client.transport.NodeException.Failure;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.NodeRoutes;
import org.jspecify.annotations.Nullable;

/// One HTTP request to a node and its answer. One thread drives it, blocking; everything that touches Vert.x runs
/// on the link's event loop. Closing it before the answer is whole breaks the connection, which aborts it at the
/// node.
final class Exchange implements AutoCloseable {
    static final long NO_BODY = -1;

    /// How long an answer may trail a connection that broke while the body was being sent.
    private static final Duration LATE_ANSWER_MAX = Duration.ofSeconds(1);

    /// The head of an answer that is no error, and its body.
    record Answer(int status, long lengthBytes, InboundBytes body) {}

    private record Head(int status, @Nullable String error, long lengthBytes, InboundBytes body) {}

    private final NodeLink link;
    private final Context context;
    private final HttpClientAgent client;
    private final Runnable release;
    private final long bodyBytes;
    private final Duration answerTimeout;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<OutboundBytes> opened = new CompletableFuture<>();
    private final CompletableFuture<Head> answered = new CompletableFuture<>();

    /// Touched on the event loop only.
    private @Nullable HttpClientRequest request;

    /// Whether the whole request has been handed to Vert.x.
    private volatile boolean requestWhole;

    Exchange(
            NodeLink link,
            Context context,
            HttpClientAgent client,
            Runnable release,
            long bodyBytes,
            Duration answerTimeout) {
        this.link = link;
        this.context = context;
        this.client = client;
        this.release = release;
        this.bodyBytes = bodyBytes;
        this.answerTimeout = answerTimeout;
    }

    /// Connects and, where there is no body, sends the request.
    void open(HttpMethod method, String path, Map<String, String> headers) throws NodeException, InterruptedException {
        var options = new RequestOptions().setMethod(method).setURI(path);
        headers.forEach(options::putHeader);
        if (bodyBytes != NO_BODY) {
            options.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(bodyBytes));
        }
        context.runOnContext(_ -> client.request(options).onComplete(this::connected));
        // TCP and TLS each have the timeout to themselves.
        Duration wait = link.limits().connectTimeout().multipliedBy(2);
        try {
            var _ = opened.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw broken("connecting to " + link.endpoint().address(), cause(e));
        } catch (TimeoutException e) {
            throw new NodeException(
                    link.endpoint().id(),
                    new Failure.Unreachable(),
                    "no connection to " + link.endpoint().address() + " within " + wait,
                    e);
        }
    }

    /// Sends bytes of the body.
    void send(byte[] bytes, int offset, int lengthBytes) throws NodeException, InterruptedException {
        try {
            opened.resultNow().write(bytes, offset, lengthBytes);
        } catch (IOException e) {
            throw brokenSending(e);
        }
    }

    /// Says that the body is whole.
    void endBody() {
        requestWhole = true;
        opened.resultNow().end();
    }

    /// Waits for the answer's head.
    ///
    /// @throws NodeException `Refused` if it is one of the protocol's errors
    Answer answer(Duration timeout) throws NodeException, InterruptedException {
        Head head;
        try {
            head = answered.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw broken("waiting for an answer from " + link.endpoint().address(), cause(e));
        } catch (TimeoutException e) {
            throw new NodeException(
                    link.endpoint().id(), new Failure.TimedOut(), "no answer within " + timeout + " of the request", e);
        }
        if (head.status() >= 400) {
            throw refusal(head);
        }
        if (head.status() < 200 || head.status() > 299 || head.lengthBytes() < 0) {
            throw violation("an answer with status " + head.status() + " and length " + head.lengthBytes());
        }
        return new Answer(head.status(), head.lengthBytes(), head.body());
    }

    /// Reads an answer's whole body.
    byte[] readAll(Answer answer, int lengthBytesMax, Duration timeout) throws NodeException, InterruptedException {
        if (answer.lengthBytes() > lengthBytesMax) {
            throw violation("an answer of " + answer.lengthBytes() + " bytes, at most " + lengthBytesMax
                    + " are in the protocol");
        }
        byte[] body = new byte[(int) answer.lengthBytes()];
        long startNanos = System.nanoTime();
        int have = 0;
        while (have < body.length) {
            have += read(answer, body, have, body.length - have);
            if (have < body.length && System.nanoTime() - startNanos > timeout.toNanos()) {
                throw new NodeException(
                        link.endpoint().id(),
                        new Failure.TimedOut(),
                        have + " of an answer's " + body.length + " bytes within " + timeout);
            }
        }
        return body;
    }

    /// Reads at least one byte of an answer's body.
    int read(Answer answer, byte[] bytes, int offset, int lengthBytes) throws NodeException, InterruptedException {
        try {
            int count = answer.body().read(bytes, offset, lengthBytes);
            if (count < 0) {
                throw violation("the answer ended after " + answer.body().receivedBytes() + " of "
                        + answer.lengthBytes() + " bytes");
            }
            return count;
        } catch (IOException e) {
            throw broken("reading from " + link.endpoint().address(), e);
        }
    }

    NodeException violation(String message) {
        return new NodeException(link.endpoint().id(), new Failure.ProtocolViolation(), message);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        boolean whole = answered.isDone()
                && !answered.isCompletedExceptionally()
                && answered.resultNow().body().receivedBytes()
                        == Math.max(0, answered.resultNow().lengthBytes());
        context.runOnContext(_ -> {
            if (request != null && !(whole && requestWhole)) {
                var _ = request.reset();
            }
        });
        release.run();
    }

    private void connected(AsyncResult<HttpClientRequest> result) {
        if (result.failed()) {
            opened.completeExceptionally(result.cause());
            return;
        }
        HttpClientRequest made = result.result();
        if (closed.get()) {
            var _ = made.reset();
            return;
        }
        request = made;
        var out = new OutboundBytes(
                context, made, link.limits().windowBytesMax(), link.limits().stallTimeout());
        made.exceptionHandler(out::fail);
        made.response().onComplete(response -> {
            if (response.failed()) {
                out.fail(response.cause());
                answered.completeExceptionally(response.cause());
            } else {
                answered.complete(head(response.result()));
                out.fail(new IOException("the node answered before it had the whole body"));
            }
        });
        if (bodyBytes == NO_BODY) {
            requestWhole = true;
            var _ = made.end();
        }
        opened.complete(out);
    }

    private Head head(HttpClientResponse response) {
        int window = link.limits().windowBytesMax();
        return new Head(
                response.statusCode(),
                response.getHeader(NodeRoutes.ERROR_HEADER),
                lengthOf(response),
                new InboundBytes(context, response, window, answerTimeout));
    }

    private static long lengthOf(HttpClientResponse response) {
        String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return response.statusCode() == 204 ? 0 : -1;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private NodeException refusal(Head head) throws InterruptedException {
        if (head.error() == null) {
            return violation("status " + head.status() + " without a " + NodeRoutes.ERROR_HEADER + " header");
        }
        NodeErrorCode code;
        try {
            code = NodeErrorCode.valueOf(head.error());
        } catch (IllegalArgumentException e) {
            return violation("an unknown error code, status " + head.status());
        }
        return new NodeException(link.endpoint().id(), new Failure.Refused(code), code + ": " + errorMessage(head));
    }

    private String errorMessage(Head head) throws InterruptedException {
        byte[] text = new byte[Math.clamp(head.lengthBytes(), 0, NodeRoutes.ERROR_MESSAGE_BYTES_MAX)];
        int have = 0;
        try {
            while (have < text.length) {
                int count = head.body().read(text, have, text.length - have);
                if (count < 0) {
                    break;
                }
                have += count;
            }
        } catch (IOException e) {
            return "(its message was cut off: " + e.getMessage() + ")";
        }
        return printable(new String(text, 0, have, StandardCharsets.UTF_8));
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /// A body that cannot be sent any more: what the node says about it counts more than how the connection ended.
    private NodeException brokenSending(IOException cause) throws InterruptedException {
        if (cause instanceof StalledException) {
            return broken("sending to " + link.endpoint().address(), cause);
        }
        try {
            Answer early = answer(LATE_ANSWER_MAX);
            return violation("status " + early.status() + " before the whole body was sent");
        } catch (NodeException e) {
            return e.failure() instanceof Failure.TimedOut
                    ? broken("sending to " + link.endpoint().address(), cause)
                    : e;
        }
    }

    private NodeException broken(String doing, Throwable cause) {
        return new NodeException(
                link.endpoint().id(), Failures.of(cause), doing + ": " + Failures.describe(cause), cause);
    }

    private static Throwable cause(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }
}
