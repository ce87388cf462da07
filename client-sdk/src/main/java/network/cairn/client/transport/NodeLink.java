package network.cairn.client.transport;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import network.cairn.client.net.IdentityTls;
import network.cairn.client.transport.NodeException.Failure;

/// The connections to one node, all of them pinned to its id, on one event loop of their own.
final class NodeLink implements AutoCloseable {
    private static final int STATUS_LINE_BYTES_MAX = 512;
    private static final int READ_CHUNK_BYTES_MAX = 64 << 10;

    private final NodeEndpoint endpoint;
    private final TransportLimits limits;
    private final Context context;
    private final HttpClientAgent client;
    private final Semaphore connections;

    NodeLink(Vertx vertx, NodeEndpoint endpoint, IdentityTls tls, TransportLimits limits) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.context = freshContext(vertx);
        this.connections = new Semaphore(limits.connectionsPerNodeMax(), true);
        var options = new HttpClientOptions()
                .setDefaultHost(endpoint.host())
                .setDefaultPort(endpoint.port())
                .setSsl(true)
                // Who answers is decided by the pinned identity; host names say nothing here.
                .setVerifyHost(false)
                .setKeyCertOptions(tls.ownCertificate())
                .setTrustOptions(IdentityTls.only(endpoint.id()))
                .setEnabledSecureTransportProtocols(Set.of(IdentityTls.PROTOCOL))
                .setSslHandshakeTimeout(limits.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setConnectTimeout((int) limits.connectTimeout().toMillis())
                .setTcpNoDelay(true)
                .setKeepAlive(true)
                .setKeepAliveTimeout((int) Math.max(1, limits.idleTimeout().toSeconds()))
                .setPipelining(false)
                .setMaxRedirects(0)
                .setMaxInitialLineLength(STATUS_LINE_BYTES_MAX)
                .setMaxHeaderSize(limits.headerBytesMax())
                .setMaxChunkSize(READ_CHUNK_BYTES_MAX);
        var pool = new PoolOptions()
                .setHttp1MaxSize(limits.connectionsPerNodeMax())
                .setMaxWaitQueueSize(limits.connectionsPerNodeMax());
        this.client = vertx.createHttpClient(options, pool);
    }

    NodeEndpoint endpoint() {
        return endpoint;
    }

    TransportLimits limits() {
        return limits;
    }

    /// Opens an exchange once a connection is free and made.
    ///
    /// @param bodyBytes length of the request's body, or {@link Exchange#NO_BODY}
    /// @param answerTimeout longest wait for each byte of the answer's body
    Exchange open(HttpMethod method, String path, Map<String, String> headers, long bodyBytes, Duration answerTimeout)
            throws NodeException, InterruptedException {
        if (!connections.tryAcquire(limits.queueTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new NodeException(
                    endpoint.id(),
                    new Failure.TimedOut(),
                    "all " + limits.connectionsPerNodeMax() + " connections were in use for " + limits.queueTimeout());
        }
        var exchange = new Exchange(this, context, client, connections::release, bodyBytes, answerTimeout);
        boolean opened = false;
        try {
            exchange.open(method, path, headers);
            opened = true;
            return exchange;
        } finally {
            if (!opened) {
                exchange.close();
            }
        }
    }

    /// Lets exchanges under way finish for a while, then closes every connection; does not wait for that.
    @Override
    public void close() {
        var _ = client.shutdown(limits.requestTimeout());
    }

    /// A context of its own, on the next event loop: Vert.x gives one to each new thread that asks.
    private static Context freshContext(Vertx vertx) {
        var context = new CompletableFuture<Context>();
        Thread.ofVirtual().start(() -> context.complete(vertx.getOrCreateContext()));
        return context.join();
    }
}
