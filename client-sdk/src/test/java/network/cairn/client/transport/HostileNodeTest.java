package network.cairn.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import network.cairn.client.egress.EgressWallet;
import network.cairn.client.egress.OpenedChannel;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Voucher;
import network.cairn.client.net.IdentityTls;
import network.cairn.client.transport.NodeException.Failure;
import network.cairn.client.transport.StorageNode.PieceDownload;
import network.cairn.client.transport.StorageNode.PieceUpload;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.NodeRoutes;
import network.cairn.client.wire.v1.PieceReceipt;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The client against nodes that lie, stall and break off.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HostileNodeTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Identity NODE = Identity.generate(RANDOM);
    private static final Identity CLIENT = Identity.generate(RANDOM);
    private static final PieceId PIECE = PieceId.of(new byte[PieceId.LENGTH_BYTES]);
    private static final PieceRoot ROOT = PieceRoot.of(new byte[PieceRoot.LENGTH_BYTES]);
    private static final TransportLimits LIMITS = TransportLimits.defaults();
    private static final TransportLimits IMPATIENT =
            LIMITS.withStallTimeout(Duration.ofMillis(300)).withRequestTimeout(Duration.ofMillis(300));

    private static final ChainId CHAIN = ChainId.of(new byte[ChainId.LENGTH_BYTES]);
    private static final Digest CHANNEL = Digest.of(new byte[Digest.LENGTH_BYTES]);

    private static Vertx vertx;
    private final List<AutoCloseable> closing = new ArrayList<>();

    private Optional<EgressWallet> wallet = Optional.empty();

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : closing.reversed()) {
            each.close();
        }
    }

    @Test
    void receipt_good() throws Exception {
        assertThat(putAnsweredBy(receipt(NODE, CLIENT.id(), PIECE, 10)).root()).isEqualTo(ROOT);
    }

    @Test
    void receipt_bad() {
        byte[] good = receipt(NODE, CLIENT.id(), PIECE, 10);
        byte[] unsigned = good.clone();
        unsigned[good.length - 1] ^= 1;
        PieceId other = PieceId.of(new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8
        });
        for (byte[] bad : List.of(
                unsigned,
                receipt(CLIENT, CLIENT.id(), PIECE, 10),
                receipt(NODE, NODE.id(), PIECE, 10),
                receipt(NODE, CLIENT.id(), other, 10),
                receipt(NODE, CLIENT.id(), PIECE, 11),
                new byte[0],
                new byte[300],
                new byte[100_000])) {
            assertFailed(new Failure.ProtocolViolation(), () -> putAnsweredBy(bad));
        }
    }

    @Test
    void put_neverRead_timesOut() throws Exception {
        StorageNode node = node(HttpServerRequest::pause, IMPATIENT);
        byte[] chunk = new byte[1 << 20];
        try (PieceUpload upload = node.put(PIECE, 256L << 20)) {
            assertFailed(new Failure.TimedOut(), () -> {
                for (int i = 0; i < 256; i++) {
                    upload.write(chunk, 0, chunk.length);
                }
            });
        }
    }

    @Test
    void put_neverAnswered_timesOut() throws Exception {
        StorageNode node = node(request -> request.handler(_ -> {}), IMPATIENT);
        try (PieceUpload upload = node.put(PIECE, 10)) {
            upload.write(new byte[10], 0, 10);
            assertFailed(new Failure.TimedOut(), upload::finish);
        }
    }

    @Test
    void put_refusedAndClosedAtOnce() throws Exception {
        StorageNode node = node(
                request -> {
                    request.handler(_ -> {});
                    request.response()
                            .setStatusCode(507)
                            .putHeader(NodeRoutes.ERROR_HEADER, NodeErrorCode.OUT_OF_SPACE.name())
                            .end("full");
                },
                LIMITS);
        byte[] chunk = new byte[1 << 20];
        try (PieceUpload upload = node.put(PIECE, 64L << 20)) {
            assertFailed(new Failure.Refused(NodeErrorCode.OUT_OF_SPACE), () -> {
                for (int i = 0; i < 64; i++) {
                    upload.write(chunk, 0, chunk.length);
                }
                upload.finish();
            });
        }
    }

    @Test
    void get_stalling_timesOut() throws Exception {
        StorageNode node = node(
                request -> request.response().putHeader("Content-Length", "100").write("0123456789"), IMPATIENT);
        try (PieceDownload download = node.get(PIECE, 0, 100)) {
            byte[] bytes = new byte[100];
            download.readFully(bytes, 0, 10);
            assertFailed(new Failure.TimedOut(), () -> download.readFully(bytes, 10, 1));
        }
        assertFailed(
                new Failure.TimedOut(),
                () -> node(HttpServerRequest::pause, IMPATIENT).get(PIECE, 0, 1));
    }

    @Test
    void get_brokenOff_isUnreachable() throws Exception {
        StorageNode node = node(
                request -> request.response()
                        .putHeader("Content-Length", "100")
                        .write("0123456789")
                        .onComplete(_ -> request.connection().close()),
                LIMITS);
        try (PieceDownload download = node.get(PIECE, 0, 100)) {
            assertFailed(new Failure.Unreachable(), () -> download.readFully(new byte[100], 0, 100));
        }
    }

    @Test
    void get_otherLengthOrStatus_isAViolation() {
        assertFailed(
                new Failure.ProtocolViolation(),
                () -> answering(200, new byte[99]).get(PIECE, 0, 100));
        assertFailed(
                new Failure.ProtocolViolation(),
                () -> answering(302, new byte[100]).get(PIECE, 0, 100));
        assertFailed(
                new Failure.ProtocolViolation(),
                () -> answering(404, new byte[0]).get(PIECE, 0, 100));
        StorageNode chunked =
                node(request -> request.response().setChunked(true).end("0123456789"), LIMITS);
        assertFailed(new Failure.ProtocolViolation(), () -> chunked.get(PIECE, 0, 10));
    }

    @Test
    void smallAnswers_garbledOrHuge_areViolations() {
        byte[] otherPiece = new PieceStat(PieceId.of(NODE32), 1, ROOT).encode();
        assertFailed(
                new Failure.ProtocolViolation(),
                () -> answering(200, otherPiece).stat(PIECE));
        assertFailed(
                new Failure.ProtocolViolation(),
                () -> answering(200, new byte[5]).stat(PIECE));
        assertFailed(
                new Failure.ProtocolViolation(),
                () -> answering(200, new byte[5]).health());
        assertFailed(
                new Failure.ProtocolViolation(),
                () -> answering(200, new byte[2 << 20]).prove(PIECE, 0, 1));
        assertFailed(
                new Failure.TimedOut(),
                () -> node(HttpServerRequest::pause, IMPATIENT).health());
    }

    @Test
    void errors_unknownOrHostileText() {
        StorageNode node = node(
                request -> request.response()
                        .setStatusCode(500)
                        .putHeader(NodeRoutes.ERROR_HEADER, "NO_SUCH_CODE")
                        .end("x"),
                LIMITS);
        assertFailed(new Failure.ProtocolViolation(), node::health);
        StorageNode chatty = node(
                request -> request.response()
                        .setStatusCode(503)
                        .putHeader(NodeRoutes.ERROR_HEADER, "BUSY")
                        .end("\r\nfake log line" + "x".repeat(1 << 20)),
                LIMITS);
        assertThatExceptionOfType(NodeException.class)
                .isThrownBy(chatty::health)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(4096).doesNotContain("\n"));
    }

    @Test
    void get_neverPaidEnough_isTriedTwice() {
        EgressWallet paying = payFor();
        var paths = new LinkedBlockingQueue<String>();
        byte[] best = SignedVoucher.sign(new Voucher(CHANNEL, Amount.units(5_000_000), 1), CLIENT, CHAIN)
                .encode();
        StorageNode node = node(
                request -> {
                    paths.add(request.uri());
                    if (request.uri().startsWith(NodeRoutes.CHANNELS)) {
                        request.response().end(Buffer.buffer(paths.size() == 1 ? new byte[0] : best));
                        return;
                    }
                    request.response()
                            .setStatusCode(402)
                            .putHeader(NodeRoutes.ERROR_HEADER, NodeErrorCode.PAYMENT_REQUIRED.name())
                            .end("UNPAID: never enough");
                },
                LIMITS);

        assertFailed(new Failure.Refused(NodeErrorCode.PAYMENT_REQUIRED), () -> node.get(PIECE, 0, 1 << 20));
        assertThat(paths)
                .containsExactly(
                        NodeRoutes.channel(CHANNEL),
                        NodeRoutes.piece(PIECE),
                        NodeRoutes.channel(CHANNEL),
                        NodeRoutes.piece(PIECE));
        assertFailed(new Failure.Refused(NodeErrorCode.PAYMENT_REQUIRED), () -> node.get(PIECE, 0, 1 << 20));
        assertThat(paths).as("nothing new to show").hasSize(6);
        assertThat(paying.promised(NODE.id())).isEqualTo(Amount.units(6_000_000));
    }

    @Test
    void get_noVoucherWhereOneIsAskedFor() {
        payFor();
        for (byte[] bad : List.of(new byte[1], new byte[119], new byte[121], new byte[100_000])) {
            assertFailed(
                    new Failure.ProtocolViolation(), () -> answering(200, bad).get(PIECE, 0, 1));
        }
    }

    @Test
    void get_bestVoucherRefused_readsAllTheSame() throws Exception {
        EgressWallet paying = payFor();
        StorageNode node = node(
                request -> {
                    if (request.uri().startsWith(NodeRoutes.CHANNELS)) {
                        request.response()
                                .setStatusCode(400)
                                .putHeader(NodeRoutes.ERROR_HEADER, NodeErrorCode.MALFORMED_REQUEST.name())
                                .end("no such thing");
                    } else {
                        request.response().end(Buffer.buffer(new byte[] {7}));
                    }
                },
                LIMITS);
        byte[] read = new byte[1];
        try (PieceDownload download = node.get(PIECE, 0, 1)) {
            download.readFully(read, 0, 1);
        }

        assertThat(read).containsExactly(7);
        assertThat(paying.promised(NODE.id())).isEqualTo(Amount.units(1_000_000));
    }

    /// From here on reads are paid for, a million units a MiB.
    private EgressWallet payFor() {
        var opened = new OpenedChannel(CHANNEL, NODE.id(), Amount.units(100_000_000), 1, Amount.units(1_024_000_000));
        var paying = new EgressWallet(CHAIN, CLIENT, SignatureVerifier.ED25519, _ -> Optional.of(opened));
        wallet = Optional.of(paying);
        return paying;
    }

    @Test
    void connect_toSomethingSilent_isUnreachable() throws Exception {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            StorageNode node = client(silent.getLocalPort(), LIMITS.withConnectTimeout(Duration.ofMillis(300)));
            assertFailed(new Failure.Unreachable(), node::health);
        }
    }

    @Test
    void interrupt_whileWaiting_abortsPromptly() throws Exception {
        var reached = new LinkedBlockingQueue<String>();
        StorageNode node = node(request -> reached.add(request.path()), LIMITS.withRequestTimeout(Duration.ofHours(1)));
        var outcome = new LinkedBlockingQueue<Exception>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                node.health();
            } catch (NodeException | InterruptedException e) {
                outcome.add(e);
            }
        });
        assertThat(reached.poll(1, TimeUnit.MINUTES)).isEqualTo(NodeRoutes.HEALTH);
        caller.interrupt();
        assertThat(outcome.poll(1, TimeUnit.MINUTES)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void connections_allInUse_timesOut() throws Exception {
        StorageNode node = node(
                request -> request.handler(_ -> {}),
                LIMITS.withConnectionsPerNodeMax(1).withQueueTimeout(Duration.ofMillis(200)));
        try (PieceUpload upload = node.put(PIECE, 10)) {
            assertFailed(new Failure.TimedOut(), node::health);
            upload.write(new byte[1], 0, 1);
        }
    }

    private static final byte[] NODE32 =
            new byte[] {9, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8};

    private interface Call {
        void run() throws Exception;
    }

    private static void assertFailed(Failure failure, Call call) {
        assertThatExceptionOfType(NodeException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.failure()).as(e.getMessage()).isEqualTo(failure));
    }

    private PieceReceipt putAnsweredBy(byte[] receipt) throws NodeException, InterruptedException {
        try (PieceUpload upload = answering(201, receipt).put(PIECE, 10)) {
            upload.write(new byte[10], 0, 10);
            return upload.finish();
        }
    }

    private static byte[] receipt(Identity node, ActorId client, PieceId piece, long lengthBytes) {
        return PieceReceipt.sign(node, client, piece, lengthBytes, ROOT, NOW).encode();
    }

    private StorageNode answering(int status, byte[] body) {
        return node(
                request -> request.handler(_ -> {})
                        .endHandler(
                                _ -> request.response().setStatusCode(status).end(Buffer.buffer(body))),
                LIMITS);
    }

    private StorageNode node(Handler<HttpServerRequest> behaviour, TransportLimits limits) {
        var options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setUseAlpn(false)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(IdentityTls.of(NODE).ownCertificate())
                .setTrustOptions(IdentityTls.only(CLIENT.id()))
                .setEnabledSecureTransportProtocols(Set.of(IdentityTls.PROTOCOL));
        HttpServer server = vertx.createHttpServer(options)
                .requestHandler(behaviour)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        closing.add(
                () -> server.close().toCompletionStage().toCompletableFuture().join());
        return client(server.actualPort(), limits);
    }

    private StorageNode client(int port, TransportLimits limits) {
        var network = new HttpStorageNetwork(
                vertx,
                CLIENT,
                List.of(new NodeEndpoint(NODE.id(), "127.0.0.1", port, "test")),
                InstantSource.fixed(NOW),
                RANDOM,
                limits,
                wallet);
        closing.add(network);
        try {
            return network.node(NODE.id());
        } catch (NodeException e) {
            throw new IllegalStateException(e);
        }
    }
}
