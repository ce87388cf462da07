package network.cairn.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import network.cairn.gateway.s3.OutageException;
import network.cairn.gateway.s3.RequestObserver;
import network.cairn.gateway.s3.S3BodyException;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request and its answer, on one virtual thread.
///
/// Every call on Vert.x's objects is made on their event loop; this thread waits for what it needs.
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final Duration SMALL_DRAIN_TIMEOUT = Duration.ofSeconds(1);

    // Why an HTTP/2 stream is reset (RFC 9113, 7).
    private static final long NO_ERROR = 0x0;
    private static final long INTERNAL_ERROR = 0x2;
    private static final long REFUSED_STREAM = 0x7;

    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;
    private final DoorLimits limits;
    private final RequestIds.Ids ids;
    private final Instant receivedAt;
    private final RequestBodyStream body;
    private final boolean head;
    private final boolean http2;
    private Supplier<List<S3Headers.Header>> furtherHeaders = List::of;
    private @Nullable List<S3Headers.Header> further;
    private RequestObserver observer = RequestObserver.NONE;
    private RequestObserver.@Nullable Subject subject;
    private @Nullable S3Response answered;
    private @Nullable String errorCode;

    /// How an authenticated request is answered.
    @FunctionalInterface
    interface Answer {
        S3Response to(Exchange exchange) throws S3Exception, IOException, InterruptedException;
    }

    /// On the request's event loop, the request paused.
    Exchange(HttpServerRequest request, Context context, DoorLimits limits, RequestIds.Ids ids, Instant receivedAt) {
        this.request = request;
        this.response = request.response();
        this.context = context;
        this.limits = limits;
        this.ids = ids;
        this.receivedAt = receivedAt;
        this.head = request.method().name().equals("HEAD");
        this.http2 = request.version() == HttpVersion.HTTP_2;
        this.body = new RequestBodyStream(request, context, limits, RequestBodyStream.Presence.of(request));
    }

    HttpServerRequest request() {
        return request;
    }

    RequestBodyStream body() {
        return body;
    }

    boolean isHttp2() {
        return http2;
    }

    /// Headers that the answer gets beside its own, whatever it is; asked for when it is sent.
    void addHeaders(Supplier<List<S3Headers.Header>> headers) {
        furtherHeaders = headers;
    }

    /// Says what the request is about, and who is to be told when it has ended.
    void about(RequestObserver told, RequestObserver.Subject what) {
        observer = told;
        subject = what;
    }

    String requestId() {
        return ids.requestId();
    }

    Instant receivedAt() {
        return receivedAt;
    }

    /// Finds the answer and sends it; never throws.
    void run(Answer answer) {
        runUnobserved(answer);
        RequestObserver.Subject about = subject;
        if (about == null) {
            return;
        }
        S3Response sent = answered;
        try {
            observer.ended(new RequestObserver.Ended(
                    about,
                    request.method().name(),
                    request.uri(),
                    request.version().alpnName().toUpperCase(Locale.ROOT),
                    request.remoteAddress().hostAddress(),
                    ids.requestId(),
                    ids.hostId(),
                    receivedAt,
                    sent,
                    errorCode,
                    sent == null || head ? 0 : lengthOf(sent.body())));
        } catch (RuntimeException e) {
            LOG.error("request {} was not observed", ids.requestId(), e);
        }
    }

    private void runUnobserved(Answer answer) {
        try {
            S3Response found;
            try {
                found = answer.to(this);
            } catch (S3Exception e) {
                found = error(e);
            } catch (S3BodyException e) {
                found = error(e.error());
            }
            send(found);
        } catch (InterruptedException e) {
            LOG.debug("request {} was interrupted", ids.requestId());
            abort();
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        }
    }

    /// Something went wrong that is not the client's doing, or the client is gone: tell it while
    /// that is possible.
    private void failed(Throwable cause) {
        if (cause instanceof ClientGoneException || response.closed() || Thread.interrupted()) {
            LOG.debug("request {} ended with its connection", ids.requestId(), cause);
            abort();
            return;
        }
        var answer = new S3Exception(S3ErrorCode.INTERNAL_ERROR);
        if (cause instanceof OutageException outage) {
            LOG.warn("request {} met an outage: {}", ids.requestId(), outage.getMessage());
            answer = outage.toClient();
        } else {
            LOG.error(
                    "request {} failed: {} {}", ids.requestId(), request.method(), withoutQuery(request.uri()), cause);
        }
        if (response.headWritten()) {
            abort();
            return;
        }
        try {
            send(error(answer));
        } catch (IOException | RuntimeException e) {
            LOG.debug("request {}: the error could not be sent", ids.requestId(), e);
            abort();
        } catch (InterruptedException e) {
            abort();
        }
    }

    private static String withoutQuery(String uri) {
        int question = uri.indexOf('?');
        return question < 0 ? uri : uri.substring(0, question);
    }

    private S3Response error(S3Exception error) {
        int status = error.code().status();
        errorCode = error.code().code();
        LOG.debug("request {}: {} {}", ids.requestId(), error.code().code(), error.getMessage());
        S3Response answer = head || status == 304
                ? S3Response.empty(status)
                : S3Response.xml(
                        status, ErrorDocument.of(error, withoutQuery(request.uri()), ids.requestId(), ids.hostId()));
        for (var header : error.headers().entrySet()) {
            answer = answer.withHeader(header.getKey(), header.getValue());
        }
        return answer;
    }

    private void send(S3Response found) throws IOException, InterruptedException {
        S3Response answer = withFurtherHeaders(found);
        answered = answer;
        if (isSmall()) {
            // Most of it is here already: once it is read, the connection can serve the next request.
            body.drain(limits.bodyWindowBytes(), SMALL_DRAIN_TIMEOUT);
        }
        boolean close = !body.atEnd();
        switch (answer.body()) {
            case S3Response.Body.Stream stream
            when !head -> {
                if (!sendStream(answer, stream, close)) {
                    return;
                }
            }
            case S3Response.Body.Bytes bytes
            when !head && bytes.bytes().length > 0 -> {
                byte[] content = bytes.bytes();
                onLoop(() -> {
                    writeHead(answer, content.length, close);
                    return response.write(Buffer.buffer(content));
                });
            }
            default -> {
                long length = lengthOf(answer.body());
                onLoop(() -> {
                    writeHead(answer, length, close);
                    return close ? response.writeHead() : Future.succeededFuture();
                });
            }
        }
        if (close && !body.awaitsContinue()) {
            body.drain(limits.drainBytesMax(), limits.drainTimeout());
        }
        onLoop(response::end);
        if (http2) {
            if (!body.atEnd()) {
                // Tells the client to stop sending; the answer stands (RFC 9113, 8.1).
                reset(NO_ERROR);
            }
        } else if (close) {
            abort();
        }
    }

    private boolean isSmall() {
        String length = request.getHeader("Content-Length");
        try {
            return length != null
                    && Long.parseLong(length.strip()) <= limits.bodyWindowBytes()
                    && !body.awaitsContinue();
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private S3Response withFurtherHeaders(S3Response answer) {
        if (further == null) {
            try {
                further = furtherHeaders.get();
            } catch (RuntimeException e) {
                LOG.error("request {}: its answer goes without further headers", ids.requestId(), e);
                further = List.of();
            }
        }
        S3Response with = answer;
        for (S3Headers.Header header : further) {
            with = with.withHeader(header.name(), header.value());
        }
        return with;
    }

    private static long lengthOf(S3Response.Body body) {
        return switch (body) {
            case S3Response.Body.None ignored -> 0;
            case S3Response.Body.Bytes bytes -> bytes.bytes().length;
            case S3Response.Body.Stream stream -> stream.lengthBytes();
        };
    }

    /// @return whether the body went out whole; where not, an error was sent or the connection cut
    private boolean sendStream(S3Response answer, S3Response.Body.Stream stream, boolean close)
            throws IOException, InterruptedException {
        ResponseStream out = new ResponseStream(
                response, context, limits, stream.lengthBytes(), () -> writeHead(answer, stream.lengthBytes(), close));
        try {
            stream.writer().writeTo(out);
            out.finish();
            return true;
        } catch (S3Exception e) {
            if (!out.headSent()) {
                send(error(e));
            } else {
                LOG.warn("request {}: the response broke off: {}", ids.requestId(), e.getMessage());
                abort();
            }
            return false;
        } catch (IOException | RuntimeException e) {
            if (!out.headSent() || e instanceof ClientGoneException) {
                throw e;
            }
            LOG.warn("request {}: the response broke off", ids.requestId(), e);
            abort();
            return false;
        }
    }

    /// On the event loop.
    private void writeHead(S3Response answer, long contentLength, boolean close) {
        response.setStatusCode(answer.status());
        MultiMap headers = response.headers();
        headers.set("x-amz-request-id", ids.requestId());
        headers.set("x-amz-id-2", ids.hostId());
        headers.set("Date", DATE.format(receivedAt));
        headers.set("Server", "Cairn");
        for (S3Headers.Header header : answer.headers()) {
            headers.add(header.name(), HeaderText.write(header.value()));
        }
        boolean lengthless = answer.status() == 204 || answer.status() == 304;
        boolean errorOnHead = head && answer.status() >= 300;
        if (!lengthless && !errorOnHead && !headers.contains("Content-Length")) {
            headers.set("Content-Length", Long.toString(contentLength));
        }
        if (close && !http2) {
            headers.set("Connection", "close");
        }
    }

    /// Runs on the event loop and waits, as long as a client may take nothing, for what it started.
    private void onLoop(Supplier<Future<Void>> action) throws IOException, InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(ignored -> {
            try {
                action.get().onComplete(result -> {
                    if (result.succeeded()) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(result.cause());
                    }
                });
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.get(limits.responseStallTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ClientGoneException("the response could not be sent", e);
        } catch (TimeoutException e) {
            throw new ClientGoneException("the client took nothing of the response in time", e);
        }
    }

    /// Cuts the answer short so that no client takes it for whole: the connection, or with HTTP/2 this
    /// request's stream alone.
    private void abort() {
        if (http2) {
            reset(INTERNAL_ERROR);
        } else {
            context.runOnContext(ignored -> request.connection().close());
        }
    }

    /// Refuses the request before anything of it was looked at, so that an HTTP/2 client may send it again.
    static void refuse(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(REFUSED_STREAM);
        } else {
            request.connection().close();
        }
    }

    private void reset(long code) {
        // It fails where the client was quicker, which is as good.
        context.runOnContext(ignored -> response.reset(code));
    }
}
