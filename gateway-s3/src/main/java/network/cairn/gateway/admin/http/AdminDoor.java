package network.cairn.gateway.admin.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.cairn.gateway.admin.AdminApi;
import network.cairn.gateway.admin.AdminDesk;
import network.cairn.gateway.admin.AdminResponse;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.s3.S3Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server of the operator's API, on an address of its own.
public final class AdminDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminDoor.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final int IDLE_SECONDS_MAX = 30;
    private static final int HEADER_BYTES_MAX = 16 * 1024;
    private static final int REQUESTS_MAX = 16;

    private final HttpServer server;
    private final Vertx vertx;
    private final AdminDesk desk;
    private final InstantSource clock;
    private final Semaphore requests = new Semaphore(REQUESTS_MAX);

    private AdminDoor(Vertx vertx, AdminDesk desk, InstantSource clock, Optional<KeyCertOptions> certificate) {
        this.vertx = vertx;
        this.desk = desk;
        this.clock = clock;
        var options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(HEADER_BYTES_MAX)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setIdleTimeout(IDLE_SECONDS_MAX)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        certificate.ifPresent(key -> options.setSsl(true).setKeyCertOptions(key));
        this.server = vertx.createHttpServer(options).requestHandler(this::accept);
    }

    /// Opens the door; it answers when this returns.
    ///
    /// @param vertx owned by the caller, which closes it after this
    /// @param port 0 for any that is free
    /// @param certificate for HTTPS; without one, new keys are shown in the clear to whoever listens between
    /// @throws IOException where the address cannot be bound
    public static AdminDoor open(
            Vertx vertx,
            String host,
            int port,
            AdminDesk desk,
            InstantSource clock,
            Optional<KeyCertOptions> certificate)
            throws IOException, InterruptedException {
        var door = new AdminDoor(vertx, desk, clock, certificate);
        try {
            await(door.server.listen(port, host));
        } catch (IOException e) {
            throw new IOException("the admin API cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
        return door;
    }

    /// The port it listens on.
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        try {
            await(server.close());
        } catch (IOException e) {
            LOG.warn("the door of the admin API did not close", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IOException("no answer from the event loop within " + START_TIMEOUT, e);
        }
    }

    /// On the event loop: gathers the body, then answers on a virtual thread.
    private void accept(HttpServerRequest request) {
        Instant receivedAt = clock.instant();
        if (!requests.tryAcquire()) {
            send(request, AdminDesk.refusal(503, "SlowDown", "too many requests at once"), true);
            return;
        }
        Context context = vertx.getOrCreateContext();
        var body = Buffer.buffer();
        boolean[] answered = new boolean[1];
        request.handler(piece -> {
            if (answered[0]) {
                return;
            }
            body.appendBuffer(piece);
            if (body.length() > AdminApi.BODY_BYTES_MAX) {
                answered[0] = true;
                requests.release();
                send(
                        request,
                        AdminDesk.refusal(413, "TooLarge", "a body has at most " + AdminApi.BODY_BYTES_MAX + " bytes"),
                        true);
            }
        });
        request.exceptionHandler(ignored -> {
            if (!answered[0]) {
                answered[0] = true;
                requests.release();
            }
        });
        request.endHandler(ignored -> {
            if (answered[0]) {
                return;
            }
            answered[0] = true;
            SignedRequest signed = signed(request);
            Thread.ofVirtual().name("admin").start(() -> {
                try {
                    AdminResponse answer = answer(signed, body.getBytes(), receivedAt);
                    context.runOnContext(on -> send(request, answer, false));
                } finally {
                    requests.release();
                }
            });
        });
    }

    private AdminResponse answer(SignedRequest request, byte[] body, Instant receivedAt) {
        try {
            return desk.answer(request, body, receivedAt);
        } catch (RuntimeException e) {
            LOG.error("a request of the admin API failed: {} {}", request.method(), request.rawPath(), e);
            return AdminDesk.refusal(500, "InternalError", "the request failed; the gateway's log says why");
        }
    }

    private static SignedRequest signed(HttpServerRequest request) {
        List<S3Headers.Header> headers = new ArrayList<>();
        for (Map.Entry<String, String> entry : request.headers()) {
            headers.add(new S3Headers.Header(entry.getKey(), entry.getValue()));
        }
        String path = request.path();
        String query = request.query();
        return new SignedRequest(
                request.method().name(), path == null ? "/" : path, query == null ? "" : query, new S3Headers(headers));
    }

    private static void send(HttpServerRequest request, AdminResponse answer, boolean close) {
        request.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Server", "Cairn")
                .end(Buffer.buffer(answer.json()))
                .onComplete(done -> {
                    if (close) {
                        request.connection().close();
                    }
                });
    }
}
