package network.cairn.node.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.client.identity.Identity;
import network.cairn.client.net.IdentityTls;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.NodeRoutes;
import network.cairn.node.NodeConfig;
import network.cairn.node.NodeLimits;
import network.cairn.node.store.PieceStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's HTTP server: TLS 1.3 only, a client certificate required, each request on a virtual thread of its
/// own.
///
/// Any identity may connect and ask for the node's health and for its own channels; everything else needs a signed
/// order.
public final class NodeHttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeHttpServer.class);
    private static final Duration LISTEN_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final int REQUEST_LINE_BYTES_MAX = 512;
    private static final int READ_CHUNK_BYTES_MAX = 64 << 10;

    private final NodeLimits limits;
    private final PieceService service;
    private final Context context;
    private final HttpServer server;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Thread> requests = ConcurrentHashMap.newKeySet();
    private final AtomicLong connectionsAccepted = new AtomicLong();
    private volatile boolean draining;

    private NodeHttpServer(Vertx vertx, NodeConfig config, Identity node, PieceService service) {
        this.limits = config.limits();
        this.service = service;
        this.context = freshContext(vertx);
        var options = new HttpServerOptions()
                .setHost(config.listenHost())
                .setPort(config.listenPort())
                .setSsl(true)
                .setUseAlpn(false)
                .setKeyCertOptions(IdentityTls.of(node).ownCertificate())
                .setTrustOptions(IdentityTls.anyIdentity())
                .setClientAuth(ClientAuth.REQUIRED)
                .setEnabledSecureTransportProtocols(Set.of(IdentityTls.PROTOCOL))
                .setSslHandshakeTimeout(limits.handshakeTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) limits.idleTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true)
                .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
                .setMaxHeaderSize(limits.headerBytesMax())
                .setMaxChunkSize(READ_CHUNK_BYTES_MAX);
        this.server = vertx.createHttpServer(options)
                .connectionHandler(this::connected)
                .exceptionHandler(e -> LOG.debug("a connection failed before its first request: {}", e.toString()))
                .invalidRequestHandler(NodeHttpServer::refuseInvalid)
                .requestHandler(this::requested);
    }

    /// Listens. Requests are served once this returns.
    ///
    /// @param version of the software, for the health report
    /// @throws BindException if the address cannot be listened on; the message names it
    public static NodeHttpServer start(
            Vertx vertx, NodeConfig config, Identity node, PieceStore store, InstantSource clock, String version)
            throws IOException, InterruptedException {
        return start(vertx, config, node, NodeParts.free(store), clock, version);
    }

    /// As above, for a node that does more than to store.
    public static NodeHttpServer start(
            Vertx vertx, NodeConfig config, Identity node, NodeParts parts, InstantSource clock, String version)
            throws IOException, InterruptedException {
        var gate = new OrderGate(node.id(), config.allowedClients(), config.limits(), clock);
        var service = new PieceService(node, gate, parts, config.limits(), clock, version);
        var server = new NodeHttpServer(vertx, config, node, service);
        server.listen(config);
        return server;
    }

    /// The TCP port it listens on.
    public int port() {
        return server.actualPort();
    }

    /// Connections made since the start.
    long connectionsAccepted() {
        return connectionsAccepted.get();
    }

    /// Breaks every connection at once.
    void abort() {
        draining = true;
        stop();
    }

    /// Refuses new requests, lets those under way end within the drain timeout, then breaks them off.
    @Override
    public void close() {
        draining = true;
        boolean interrupted = !joinRequests(limits.drainTimeout());
        stop();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        boolean interrupted = false;
        try {
            server.close().toCompletionStage().toCompletableFuture().get(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the node's HTTP server did not close cleanly", e);
        }
        requests.forEach(Thread::interrupt);
        interrupted |= !joinRequests(CLOSE_TIMEOUT);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for the requests under way.
    ///
    /// @return false if this thread was interrupted
    private boolean joinRequests(Duration timeout) {
        long startNanos = System.nanoTime();
        try {
            for (Thread request : requests) {
                Duration left = timeout.minusNanos(System.nanoTime() - startNanos);
                if (!left.isPositive() || !request.join(left)) {
                    LOG.info("{} requests are still under way after {}", requests.size(), timeout);
                    return true;
                }
            }
            return true;
        } catch (InterruptedException e) {
            LOG.info("interrupted while {} requests were under way", requests.size());
            return false;
        }
    }

    private void listen(NodeConfig config) throws IOException, InterruptedException {
        var listening = new CompletableFuture<HttpServer>();
        context.runOnContext(_ -> server.listen().onComplete(result -> {
            if (result.succeeded()) {
                listening.complete(result.result());
            } else {
                listening.completeExceptionally(result.cause());
            }
        }));
        try {
            var _ = listening.get(LISTEN_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            var bind = new BindException(
                    "cannot listen on " + config.address() + ": " + String.valueOf(cause.getMessage()));
            bind.initCause(cause);
            throw bind;
        }
    }

    private void connected(HttpConnection connection) {
        connectionsAccepted.incrementAndGet();
        if (connections.incrementAndGet() > limits.connectionsMax()) {
            LOG.warn("closed a connection from {}: more than {}", connection.remoteAddress(), limits.connectionsMax());
            var _ = connection.close();
        }
        connection.closeHandler(_ -> connections.decrementAndGet());
    }

    private void requested(HttpServerRequest request) {
        var exchange = new ServerExchange(context, request, limits);
        if (draining || requests.size() >= limits.requestsMax()) {
            exchange.refuse(
                    NodeErrorCode.BUSY,
                    draining
                            ? "this node is shutting down"
                            : limits.requestsMax() + " requests are under way, the most this node takes");
            return;
        }
        Thread thread = Thread.ofVirtual().name("node-request").unstarted(() -> serve(exchange));
        requests.add(thread);
        thread.start();
    }

    private void serve(ServerExchange exchange) {
        try {
            service.serve(exchange);
        } catch (InterruptedException e) {
            LOG.debug("{} {} was broken off by shutdown", exchange.method(), exchange.target());
            exchange.abort();
        } finally {
            requests.remove(Thread.currentThread());
        }
    }

    private static void refuseInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        boolean tooLong = cause != null && cause.getClass().getSimpleName().startsWith("TooLong");
        NodeErrorCode code = tooLong ? NodeErrorCode.LIMIT_EXCEEDED : NodeErrorCode.MALFORMED_REQUEST;
        request.response()
                .setStatusCode(code.httpStatus())
                .putHeader(NodeRoutes.ERROR_HEADER, code.name())
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(tooLong ? "the request's first line or headers are too long" : "not an HTTP request")
                .onComplete(_ -> request.connection().close());
    }

    /// A context of its own, on the next event loop: Vert.x gives one to each new thread that asks.
    private static Context freshContext(Vertx vertx) {
        var context = new CompletableFuture<Context>();
        Thread.ofVirtual().start(() -> context.complete(vertx.getOrCreateContext()));
        return context.join();
    }
}
