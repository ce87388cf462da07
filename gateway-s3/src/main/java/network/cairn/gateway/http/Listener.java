package network.cairn.gateway.http;

import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import network.cairn.gateway.tls.ServerCertificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One event loop's share of a port: HTTP/1.1 in the clear, or HTTP/1.1 and HTTP/2 over TLS.
///
/// HTTP/2 in the clear is not spoken: to tell it from HTTP/1.1 a server must wait for the first bytes of a
/// connection that nobody has counted yet, which idle clients could make it do for ever; and no S3 client asks
/// for it.
final class Listener extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    // Streams that a client, or the door on its account, may cut short before the connection is closed as an
    // attack ("rapid reset", CVE-2023-44487), and continuation frames too small to be meant (CVE-2024-27316).
    private static final int STREAM_RESETS_MAX = 200;
    private static final int STREAM_RESETS_SECONDS = 30;
    private static final int SMALL_CONTINUATIONS_MAX = 16;

    private final Address address;
    private final DoorLimits limits;
    private final @Nullable ServerCertificate certificate;
    private final Handlers handlers;
    private @Nullable HttpServer server;

    /// @param number tells the ports that the system chooses apart, from 1
    record Address(String host, int port, int number) {}

    /// What comes of what comes in.
    ///
    /// @param bound gets the port
    record Handlers(
            Handler<HttpConnection> connection,
            Handler<HttpServerRequest> request,
            Handler<HttpServerRequest> unreadable,
            Handler<Integer> bound) {}

    /// @param certificate null for plain HTTP
    Listener(Address address, DoorLimits limits, @Nullable ServerCertificate certificate, Handlers handlers) {
        this.address = address;
        this.limits = limits;
        this.certificate = certificate;
        this.handlers = handlers;
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions()
                .setHandle100ContinueAutomatically(false)
                .setHttp2ClearTextEnabled(false)
                .setDecompressionSupported(false)
                .setCompressionSupported(false)
                .setMaxInitialLineLength(limits.requestLineBytesMax())
                .setMaxHeaderSize(limits.headerBytesMax())
                .setMaxChunkSize(DoorLimits.PIECE_BYTES_MAX)
                .setTcpNoDelay(true)
                .setUseAlpn(false);
        if (certificate != null) {
            secure(options, certificate);
        }
        HttpServer opened = vertx.createHttpServer(options);
        opened.connectionHandler(connection -> {
                    leaveFlowToWindows(connection);
                    handlers.connection().handle(connection);
                })
                .exceptionHandler(failure -> LOG.debug("a connection did not come about", failure))
                .invalidRequestHandler(handlers.unreadable())
                .requestHandler(handlers.request());
        server = opened;
        SocketAddress socket = address.port() == 0
                ? SocketAddress.sharedRandomPort(address.number(), address.host())
                : SocketAddress.inetSocketAddress(address.port(), address.host());
        return opened.listen(socket).onSuccess(bound -> handlers.bound().handle(bound.actualPort()));
    }

    /// Makes the windows of HTTP/2 the only thing that holds a response back.
    ///
    /// Vert.x keeps for each stream whether it may write by turning a flag at each word of Netty's flow
    /// control, which says nothing to some streams when the socket's buffer fills and empties again while
    /// they begin: these wait for ever (seen with Vert.x 5.1.6 and 5.1.9, at twenty downloads on a
    /// connection). A socket whose buffer is never called full avoids it. Memory stays bounded, as each
    /// response has no more under way than its own window.
    private static void leaveFlowToWindows(HttpConnection connection) {
        if (connection.protocolVersion() == HttpVersion.HTTP_2 && connection instanceof ConnectionBase base) {
            base.channel()
                    .config()
                    .setWriteBufferWaterMark(new WriteBufferWaterMark(Integer.MAX_VALUE, Integer.MAX_VALUE));
        }
    }

    /// Connections that come from now on get that certificate; those that are there stay as they are.
    Future<Boolean> renew(ServerCertificate renewed) {
        HttpServer opened = server;
        return opened == null
                ? Future.failedFuture("the listener was never opened")
                : opened.updateSSLOptions(tls(renewed), true);
    }

    private void secure(HttpServerOptions options, ServerCertificate shown) {
        ServerSSLOptions tls = tls(shown);
        options.setSsl(true)
                .setKeyCertOptions(tls.getKeyCertOptions())
                .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols())
                .setSslHandshakeTimeout(tls.getSslHandshakeTimeout())
                .setSslHandshakeTimeoutUnit(tls.getSslHandshakeTimeoutUnit())
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(limits.streamsMax())
                        .setInitialWindowSize(limits.bodyWindowBytes())
                        .setMaxFrameSize(DoorLimits.PIECE_BYTES_MAX)
                        .setMaxHeaderListSize(limits.requestLineBytesMax() + limits.headerBytesMax()))
                // Bodies of all streams wait in the connection's window: it has room for each of them, lest one
                // that nobody reads stops the rest.
                .setHttp2ConnectionWindowSize(Math.multiplyExact(limits.streamsMax(), limits.bodyWindowBytes()))
                .setHttp2RstFloodMaxRstFramePerWindow(STREAM_RESETS_MAX)
                .setHttp2RstFloodWindowDuration(STREAM_RESETS_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setHttp2MaxSmallContinuationFrames(SMALL_CONTINUATIONS_MAX);
    }

    private static ServerSSLOptions tls(ServerCertificate shown) {
        return new ServerSSLOptions()
                .setKeyCertOptions(KeyCertOptions.wrap(shown.keyManagers()))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                .setUseAlpn(true)
                .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
                .setSslHandshakeTimeout(HANDSHAKE_TIMEOUT.toSeconds())
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
    }
}
