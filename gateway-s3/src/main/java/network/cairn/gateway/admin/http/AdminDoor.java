package network.cairn.gateway.admin.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.cairn.gateway.admin.AdminDesk;
import network.cairn.gateway.admin.AdminResponse;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.http.CertificateRenewals;
import network.cairn.gateway.tls.CertificateFiles;
import network.cairn.gateway.tls.ServerCertificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server of the operator's API, on an address of its own.
public final class AdminDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminDoor.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    private static final int IDLE_SECONDS_MAX = 30;
    private static final int HEADER_BYTES_MAX = 16 * 1024;
    private static final int REQUESTS_MAX = 16;
    private static final int CONNECTIONS_MAX = 64;

    private final HttpServer server;
    private final Vertx vertx;
    private final AdminDesk desk;
    private final InstantSource clock;
    private final Semaphore requests = new Semaphore(REQUESTS_MAX);
    private final Semaphore connections = new Semaphore(CONNECTIONS_MAX);
    private @Nullable CertificateRenewals renewals;

    private AdminDoor(Vertx vertx, AdminDesk desk, InstantSource clock, Optional<ServerCertificate> certificate) {
        this.vertx = vertx;
        this.desk = desk;
        this.clock = clock;
        var options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(HEADER_BYTES_MAX)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setIdleTimeout(IDLE_SECONDS_MAX)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        certificate.ifPresent(shown -> {
            ServerSSLOptions tls = tls(shown);
            options.setSsl(true)
                    .setUseAlpn(false)
                    .setKeyCertOptions(tls.getKeyCertOptions())
                    .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols())
                    .setSslHandshakeTimeout(tls.getSslHandshakeTimeout())
                    .setSslHandshakeTimeoutUnit(tls.getSslHandshakeTimeoutUnit());
        });
        this.server = vertx.createHttpServer(options)
                .connectionHandler(this::count)
                .exceptionHandler(failure -> LOG.debug("a connection did not come about", failure))
                .requestHandler(this::accept);
    }

    /// Opens the door; it answers when this returns.
    ///
    /// @param vertx owned by the caller, which closes it after this
    /// @param certificate for HTTPS, looked at again now and then; without one, new keys are shown in the clear to
    ///     whoever listens between
    /// @throws IOException where the address cannot be bound, or the certificate not be used
    public static AdminDoor open(
            Vertx vertx,
            AdminAddress address,
            AdminDesk desk,
            InstantSource clock,
            Optional<CertificateFiles> certificate)
            throws IOException, InterruptedException {
        Optional<ServerCertificate> shown = Optional.empty();
        if (certificate.isPresent()) {
            shown = Optional.of(ServerCertificate.read(certificate.get()));
        }
        var door = new AdminDoor(vertx, desk, clock, shown);
        try {
            await(door.server.listen(address.port(), address.host()));
        } catch (IOException e) {
            throw new IOException(
                    "the admin API cannot listen on " + address.host() + ":" + address.port() + ": " + e.getMessage(),
                    e);
        }
        if (shown.isPresent()) {
            var renewals = new CertificateRenewals(
                    vertx, certificate.get(), shown.get(), renewed -> door.server.updateSSLOptions(tls(renewed), true));
            renewals.start();
            door.renewals = renewals;
        }
        LOG.info(
                "the admin API listens on {}:{}, {}",
                address.host(),
                door.port(),
                shown.isPresent() ? "by HTTPS" : "in the clear");
        return door;
    }

    private static ServerSSLOptions tls(ServerCertificate shown) {
        return new ServerSSLOptions()
                .setKeyCertOptions(KeyCertOptions.wrap(shown.keyManagers()))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                .setSslHandshakeTimeout(HANDSHAKE_TIMEOUT.toSeconds())
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
    }

    /// The port it listens on.
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        CertificateRenewals open = renewals;
        if (open != null) {
            open.close();
        }
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

    private void count(HttpConnection connection) {
        if (connections.tryAcquire()) {
            connection.closeHandler(_ -> connections.release());
        } else {
            connection.close();
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
        AdminReception.receive(vertx, request, new AdminReception.Outcome() {
            @Override
            public void whole(SignedRequest signed, byte[] body, String from) {
                Thread.ofVirtual().name("admin").start(() -> {
                    try {
                        AdminResponse answer = answer(signed, body, from, receivedAt);
                        context.runOnContext(_ -> send(request, answer, false));
                    } finally {
                        requests.release();
                    }
                });
            }

            @Override
            public void refused(AdminResponse answer) {
                requests.release();
                send(request, answer, true);
            }

            @Override
            public void gone() {
                requests.release();
            }
        });
    }

    private AdminResponse answer(SignedRequest request, byte[] body, String from, Instant receivedAt) {
        try {
            return desk.answer(request, body, from, receivedAt);
        } catch (RuntimeException e) {
            LOG.error("a request of the admin API failed: {}", request.method(), e);
            return AdminDesk.refusal(500, "InternalError", "the request failed; the gateway's log says why");
        }
    }

    private static void send(HttpServerRequest request, AdminResponse answer, boolean close) {
        if (request.response().ended() || request.response().closed()) {
            return;
        }
        request.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Server", "Cairn")
                .end(Buffer.buffer(answer.json()))
                .onComplete(_ -> {
                    if (close) {
                        request.connection().close();
                    }
                });
    }
}
