package network.cairn.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import network.cairn.client.identity.Identity;
import network.cairn.client.net.IdentityTls;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.NodeRoutes;
import network.cairn.client.wire.v1.PieceOperation;
import network.cairn.client.wire.v1.PieceOrder;
import network.cairn.node.NodeConfig;
import network.cairn.node.NodeLimits;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Nonce;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The node against requests that no honest client sends, written byte by byte on a TLS socket.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class NodeWireTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Identity NODE = Identity.generate(RANDOM);
    private static final Identity CLIENT = Identity.generate(RANDOM);
    private static final MemoryPieceStore STORE = new MemoryPieceStore();
    private static final PieceId PIECE = PieceId.of(random(PieceId.LENGTH_BYTES));

    private static Vertx vertx;
    private static NodeHttpServer server;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        var config =
                new NodeConfig("127.0.0.1", 0, Path.of("unused"), 1L << 30, Set.of(), "test", NodeLimits.defaults());
        server = NodeHttpServer.start(vertx, config, NODE, STORE, InstantSource.fixed(NOW), "test");
    }

    @AfterAll
    static void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void health_needsNoOrder() throws Exception {
        assertThat(exchange("GET /v1/health HTTP/1.1\r\nHost: n\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void order_replayed() throws Exception {
        String request = "GET " + NodeRoutes.stat(PIECE) + " HTTP/1.1\r\nHost: n\r\n"
                + order(PieceOperation.STAT, NODE.id(), PIECE, 0) + "\r\n";

        assertError(request, NodeErrorCode.PIECE_NOT_FOUND);
        assertError(request, NodeErrorCode.ORDER_REPLAYED);
    }

    @Test
    void order_forAnotherNodePieceOrOperation() throws Exception {
        String head = "GET " + NodeRoutes.stat(PIECE) + " HTTP/1.1\r\nHost: n\r\n";

        assertError(head + order(PieceOperation.STAT, CLIENT.id(), PIECE, 0) + "\r\n", NodeErrorCode.ORDER_INVALID);
        assertError(head + order(PieceOperation.GET, NODE.id(), PIECE, 0) + "\r\n", NodeErrorCode.ORDER_INVALID);
        PieceId other = PieceId.of(random(PieceId.LENGTH_BYTES));
        assertError(head + order(PieceOperation.STAT, NODE.id(), other, 0) + "\r\n", NodeErrorCode.ORDER_INVALID);
        assertError(head + order(PieceOperation.STAT, NODE.id(), PIECE, 5) + "\r\n", NodeErrorCode.ORDER_INVALID);
        assertError(head + "\r\n", NodeErrorCode.MALFORMED_REQUEST);
        assertError(head + NodeRoutes.ORDER_HEADER + ": ???\r\n\r\n", NodeErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void put_lengthsThatDoNotAgree() throws Exception {
        String head = "PUT " + NodeRoutes.piece(PIECE) + " HTTP/1.1\r\nHost: n\r\n";

        assertError(
                head + order(PieceOperation.PUT, NODE.id(), PIECE, 10) + "Content-Length: 11\r\n\r\n01234567890",
                NodeErrorCode.BODY_TOO_LARGE);
        assertError(
                head + order(PieceOperation.PUT, NODE.id(), PIECE, 10) + "Content-Length: 9\r\n\r\n012345678",
                NodeErrorCode.BODY_INCOMPLETE);
        assertError(
                head + order(PieceOperation.PUT, NODE.id(), PIECE, 10)
                        + "Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n",
                NodeErrorCode.MALFORMED_REQUEST);
        assertError(
                head + order(PieceOperation.PUT, NODE.id(), PIECE, Long.MAX_VALUE) + "Content-Length: " + Long.MAX_VALUE
                        + "\r\n\r\nxx",
                NodeErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void deal_ofANodeWithoutALedger() throws Exception {
        String deal = "/v1/deals/" + "0".repeat(64);
        for (String path : new String[] {"/v1/provider", deal + "/membership/1/" + "0".repeat(64), deal + "/x", deal}) {
            assertError("GET " + path + " HTTP/1.1\r\nHost: n\r\n\r\n", NodeErrorCode.LEDGER_UNAVAILABLE);
        }
        assertError(
                "POST " + deal + "/proposal HTTP/1.1\r\nHost: n\r\nContent-Length: 2\r\n\r\nxx",
                NodeErrorCode.LEDGER_UNAVAILABLE);
    }

    @Test
    void path_thatIsNone() throws Exception {
        for (String path : new String[] {
            "/",
            "/v1",
            "/v1/pieces",
            "/v1/pieces/",
            "/v1/pieces/00",
            "/v2/health",
            "/v1/health?x=1",
            NodeRoutes.piece(PIECE) + "/",
            NodeRoutes.piece(PIECE) + "/stat/x",
            "/v1/pieces/" + "g".repeat(64),
            "/v1/channels",
            "/v1/channels/",
            "/v1/channels/" + "0".repeat(63),
            "/v1/channels/" + "0".repeat(64) + "/",
            "/v1/channels/" + "g".repeat(64)
        }) {
            assertError("GET " + path + " HTTP/1.1\r\nHost: n\r\n\r\n", NodeErrorCode.MALFORMED_REQUEST);
        }
        assertError("POST /v1/health HTTP/1.1\r\nHost: n\r\n\r\n", NodeErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void channel_nothingIsKnownOf() throws Exception {
        assertThat(exchange("GET /v1/channels/" + "0".repeat(64) + " HTTP/1.1\r\nHost: n\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("Content-Length: 0\r\n");
        assertError(
                "DELETE /v1/channels/" + "0".repeat(64) + " HTTP/1.1\r\nHost: n\r\n\r\n",
                NodeErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void voucher_malformed() throws Exception {
        PieceId piece = PieceId.of(random(PieceId.LENGTH_BYTES));
        try (var writer = STORE.begin(piece, 10)) {
            writer.write(new byte[10], 0, 10);
            var _ = writer.commit();
        }
        for (String voucher : new String[] {"", "???", "AAAA", "A".repeat(161), "*".repeat(160), "A".repeat(4000)}) {
            assertError(
                    "GET " + NodeRoutes.piece(piece) + " HTTP/1.1\r\nHost: n\r\n"
                            + order(PieceOperation.GET, NODE.id(), piece, 10)
                            + NodeRoutes.VOUCHER_HEADER + ": " + voucher + "\r\n\r\n",
                    NodeErrorCode.MALFORMED_REQUEST);
        }
    }

    @Test
    void header_tooLong() throws Exception {
        assertError(
                "GET /v1/health HTTP/1.1\r\nHost: n\r\nX: " + "x".repeat(10_000) + "\r\n\r\n",
                NodeErrorCode.LIMIT_EXCEEDED);
        assertError("GET /" + "x".repeat(2000) + " HTTP/1.1\r\nHost: n\r\n\r\n", NodeErrorCode.LIMIT_EXCEEDED);
    }

    @Test
    void body_endingEarly_storesNothing() throws Exception {
        PieceId piece = PieceId.of(random(PieceId.LENGTH_BYTES));
        try (SSLSocket socket = connect("TLSv1.3", CLIENT)) {
            socket.getOutputStream()
                    .write(("PUT " + NodeRoutes.piece(piece) + " HTTP/1.1\r\nHost: n\r\n"
                                    + order(PieceOperation.PUT, NODE.id(), piece, 10)
                                    + "Content-Length: 10\r\n\r\n01234")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }
        assertError(
                "GET " + NodeRoutes.stat(piece) + " HTTP/1.1\r\nHost: n\r\n"
                        + order(PieceOperation.STAT, NODE.id(), piece, 0) + "\r\n",
                NodeErrorCode.PIECE_NOT_FOUND);
    }

    @Test
    void tls_1_2_isRefused() {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
            try (SSLSocket socket = connect("TLSv1.2", CLIENT)) {
                health(socket);
            }
        });
    }

    @Test
    void tls_withoutCertificate_isRefused() {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
            try (SSLSocket socket = connect("TLSv1.3", null)) {
                health(socket);
            }
        });
    }

    private static void health(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /v1/health HTTP/1.1\r\nHost: n\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        if (socket.getInputStream().read() < 0) {
            throw new IOException("closed without an answer");
        }
    }

    private static void assertError(String request, NodeErrorCode code) throws Exception {
        assertThat(exchange(request))
                .as(request.substring(0, Math.min(100, request.length())))
                .matches(Pattern.compile("HTTP/1\\.[01] " + code.httpStatus() + " .*", Pattern.DOTALL))
                .containsIgnoringCase(NodeRoutes.ERROR_HEADER + ": " + code.name() + "\r\n");
    }

    /// Sends a request and returns the answer's head.
    private static String exchange(String request) throws Exception {
        try (SSLSocket socket = connect("TLSv1.3", CLIENT)) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                head.append((char) next);
            }
            return head.toString();
        }
    }

    private static SSLSocket connect(String protocol, @Nullable Identity client) throws Exception {
        KeyManager[] keys = client == null
                ? null
                : IdentityTls.of(client)
                        .ownCertificate()
                        .getKeyManagerFactory(vertx)
                        .getKeyManagers();
        var context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new TrustEverybody()}, RANDOM);
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
        socket.setSoTimeout(60_000);
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }

    private static String order(PieceOperation operation, ActorId node, PieceId piece, long lengthBytes) {
        var order = PieceOrder.sign(
                CLIENT,
                operation,
                node,
                piece,
                0,
                lengthBytes,
                NOW,
                NOW.plusSeconds(60),
                Nonce.of(random(Nonce.LENGTH_BYTES)));
        return NodeRoutes.ORDER_HEADER + ": "
                + Base64.getUrlEncoder().withoutPadding().encodeToString(order.encode()) + "\r\n";
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static final class TrustEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
