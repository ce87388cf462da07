package network.cairn.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import network.cairn.client.identity.Identity;
import network.cairn.client.transport.HttpStorageNetwork;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.NodeException;
import network.cairn.client.transport.NodeException.Failure;
import network.cairn.client.transport.StorageNode;
import network.cairn.client.transport.StorageNode.PieceDownload;
import network.cairn.client.transport.StorageNode.PieceUpload;
import network.cairn.client.transport.TransportLimits;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.NodeHealth;
import network.cairn.client.wire.v1.PieceReceipt;
import network.cairn.node.NodeConfig;
import network.cairn.node.NodeLimits;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.piece.PieceHasher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A real client and a real server on loopback, over a store in memory that can be told to misbehave.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class NodeTransportTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final TransportLimits CLIENT_LIMITS =
            TransportLimits.defaults().withStallTimeout(Duration.ofSeconds(30));

    private static Vertx vertx;

    private final SecureRandom secureRandom = new SecureRandom();
    private final Random random = new Random(7);
    private final Identity nodeIdentity = Identity.generate(secureRandom);
    private final Identity clientIdentity = Identity.generate(secureRandom);
    private final MemoryPieceStore store = new MemoryPieceStore();
    private final InstantSource clock = InstantSource.fixed(START);
    private final List<AutoCloseable> closing = new ArrayList<>();
    private NodeHttpServer server;
    private HttpStorageNetwork network;
    private StorageNode node;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() throws Exception {
        server = server(Set.of(), NodeLimits.defaults());
        network = client(clientIdentity, nodeIdentity.id(), server.port(), clock, CLIENT_LIMITS);
        node = network.node(nodeIdentity.id());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : closing.reversed()) {
            each.close();
        }
    }

    @Test
    void put_thenEveryOtherOperation() throws Exception {
        PieceId piece = piece();
        byte[] bytes = bytes(300_000);

        PieceReceipt receipt = put(piece, bytes);

        assertThat(receipt.root()).isEqualTo(root(bytes));
        assertThat(receipt.client()).isEqualTo(clientIdentity.id());
        assertThat(node.stat(piece).root()).isEqualTo(root(bytes));
        assertThat(node.stat(piece).lengthBytes()).isEqualTo(bytes.length);
        assertThat(get(piece, 0, bytes.length)).isEqualTo(bytes);
        assertThat(get(piece, 70_001, 12_345)).isEqualTo(Arrays.copyOfRange(bytes, 70_001, 82_346));
        assertThat(get(piece, bytes.length, 0)).isEmpty();
        assertThat(node.prove(piece, 0, 1024)).isNotEmpty();
        NodeHealth health = node.health();
        assertThat(health.node()).isEqualTo(nodeIdentity.id());
        assertThat(health.pieces()).isOne();
        assertThat(health.version()).isEqualTo("test");
        node.delete(piece);
        node.delete(piece);
        assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> node.stat(piece));
    }

    @Test
    void put_emptyAndOneByte() throws Exception {
        for (int length : new int[] {0, 1, 65_536, 65_537}) {
            PieceId piece = piece();
            byte[] bytes = bytes(length);

            assertThat(put(piece, bytes).root()).isEqualTo(root(bytes));
            assertThat(get(piece, 0, length)).isEqualTo(bytes);
        }
    }

    @Test
    void put_existing() throws Exception {
        PieceId piece = piece();
        put(piece, bytes(10));

        assertRefused(NodeErrorCode.PIECE_EXISTS, () -> put(piece, bytes(10)));
    }

    @Test
    void put_refusedEarly_whileABigBodyIsSent() throws Exception {
        store.failing = NodeErrorCode.OUT_OF_SPACE;

        assertRefused(NodeErrorCode.OUT_OF_SPACE, () -> put(piece(), bytes(20 << 20)));

        store.failing = null;
        put(piece(), bytes(100));
    }

    @Test
    void put_overTheNodesLimit() throws Exception {
        var limits = NodeLimits.defaults();
        NodeHttpServer small = server(Set.of(), limits.withPieceBytesMax(1000));
        StorageNode other = client(clientIdentity, nodeIdentity.id(), small.port(), clock, CLIENT_LIMITS)
                .node(nodeIdentity.id());

        assertRefused(NodeErrorCode.BODY_TOO_LARGE, () -> put(other, piece(), bytes(1001)));
        put(other, piece(), bytes(1000));
    }

    @Test
    void put_closedInTheMiddle_leavesNothing() throws Exception {
        PieceId piece = piece();
        try (PieceUpload upload = node.put(piece, 1 << 20)) {
            upload.write(bytes(300_000), 0, 300_000);
        }

        while (store.aborted.get() < 1) {
            Thread.onSpinWait();
        }
        assertThat(store.writersOpen).hasValue(0);
        assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> node.stat(piece));
        put(piece, bytes(100));
    }

    @Test
    void put_slowStore_blocksTheWriter_andInterruptAborts() throws Exception {
        var held = new CountDownLatch(1);
        store.writesHeld = held;
        var written = new LinkedBlockingQueue<Integer>();
        var outcome = new LinkedBlockingQueue<Object>();
        Thread writer = Thread.ofVirtual().start(() -> {
            byte[] chunk = bytes(64 << 10);
            try (PieceUpload upload = node.put(piece(), 256L << 20)) {
                for (int i = 0; i < 4096; i++) {
                    upload.write(chunk, 0, chunk.length);
                    written.add(i);
                }
                outcome.add("finished");
            } catch (NodeException | InterruptedException e) {
                outcome.add(e);
            }
        });

        int chunks = 0;
        while (written.poll(2, TimeUnit.SECONDS) != null) {
            chunks++;
        }
        // What the writer got rid of sits in two windows and the sockets' buffers.
        assertThat(chunks).isLessThan(1024);
        writer.interrupt();
        assertThat(outcome.poll(1, TimeUnit.MINUTES)).isInstanceOf(InterruptedException.class);
        held.countDown();
    }

    @Test
    void get_slowConsumer_holdsTheNodeBack() throws Exception {
        PieceId piece = piece();
        byte[] bytes = bytes(64 << 20);
        put(piece, bytes);

        try (PieceDownload download = node.get(piece, 0, bytes.length)) {
            byte[] back = new byte[bytes.length];
            download.readFully(back, 0, 1000);
            long before = -1;
            while (before < store.furthestRead.get()) {
                before = store.furthestRead.get();
                assertThat(new LinkedBlockingQueue<>().poll(500, TimeUnit.MILLISECONDS))
                        .isNull();
            }
            // Two windows and the sockets' buffers.
            assertThat(before).isLessThan(32 << 20);
            download.readFully(back, 1000, bytes.length - 1000);
            assertThat(back).isEqualTo(bytes);
        }
    }

    @Test
    void get_closedEarly_thenTheNodeStillServes() throws Exception {
        PieceId piece = piece();
        byte[] bytes = bytes(5 << 20);
        put(piece, bytes);

        for (int i = 0; i < 20; i++) {
            try (PieceDownload download = node.get(piece, 0, bytes.length)) {
                download.readFully(new byte[1000], 0, 1000);
            }
        }
        assertThat(get(piece, 0, bytes.length)).isEqualTo(bytes);
    }

    @Test
    void get_outsideThePiece() throws Exception {
        PieceId piece = piece();
        put(piece, bytes(100));

        assertRefused(NodeErrorCode.RANGE_INVALID, () -> node.get(piece, 1, 100));
        assertRefused(NodeErrorCode.RANGE_INVALID, () -> node.get(piece, 101, 0));
        assertRefused(NodeErrorCode.RANGE_INVALID, () -> node.get(piece, Long.MAX_VALUE, Long.MAX_VALUE));
        assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> node.get(piece(), 0, 1));
    }

    @Test
    void get_corruptPiece() throws Exception {
        PieceId piece = piece();
        put(piece, bytes(1 << 20));
        store.corruptFrom = 500_000;

        assertRefused(NodeErrorCode.PIECE_CORRUPT, () -> get(piece, 500_000, 1000));
        // Found after the answer has started: all that is left is to break it off.
        assertFailed(new Failure.Unreachable(), () -> get(piece, 0, 1 << 20));
    }

    @Test
    void get_serverClosedInTheMiddle() throws Exception {
        PieceId piece = piece();
        byte[] bytes = bytes(20 << 20);
        put(piece, bytes);

        try (PieceDownload download = node.get(piece, 0, bytes.length)) {
            download.readFully(new byte[1000], 0, 1000);
            server.abort();
            assertFailed(
                    new Failure.Unreachable(),
                    () -> download.readFully(new byte[bytes.length], 0, bytes.length - 1000));
        }
        assertFailed(new Failure.Unreachable(), () -> node.health());
    }

    @Test
    void connections_areReused_alsoAfterErrors() throws Exception {
        var few = client(
                clientIdentity, nodeIdentity.id(), server.port(), clock, CLIENT_LIMITS.withConnectionsPerNodeMax(1));
        StorageNode one = few.node(nodeIdentity.id());
        PieceId piece = piece();

        for (int i = 0; i < 30; i++) {
            assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> one.stat(piece));
            one.health();
        }
        assertThat(server.connectionsAccepted()).isEqualTo(1);
    }

    @Test
    void node_wrongIdentity() throws Exception {
        ActorId somebody = Identity.generate(secureRandom).id();
        StorageNode wrong = client(clientIdentity, somebody, server.port(), clock, CLIENT_LIMITS)
                .node(somebody);

        assertFailed(new Failure.WrongIdentity(), wrong::health);
        assertFailed(new Failure.WrongIdentity(), () -> wrong.put(piece(), 10));
    }

    @Test
    void node_notThere() throws Exception {
        int port = server.port();
        server.close();

        assertFailed(
                new Failure.Unreachable(),
                client(clientIdentity, nodeIdentity.id(), port, clock, CLIENT_LIMITS)
                        .node(nodeIdentity.id())::health);
        ActorId unknown = clientIdentity.id();
        assertFailed(new Failure.Unreachable(), () -> network.node(unknown));
    }

    @Test
    void update_forgetsAndFinds() throws Exception {
        network.update(List.of());
        assertThat(network.nodes()).isEmpty();
        assertFailed(new Failure.Unreachable(), () -> network.node(nodeIdentity.id()));

        network.update(List.of(new NodeEndpoint(nodeIdentity.id(), "127.0.0.1", server.port(), "test")));
        network.node(nodeIdentity.id()).health();
    }

    @Test
    void order_ofAClientUnknownHere() throws Exception {
        NodeHttpServer closedShop = server(Set.of(nodeIdentity.id()), NodeLimits.defaults());
        StorageNode other = client(clientIdentity, nodeIdentity.id(), closedShop.port(), clock, CLIENT_LIMITS)
                .node(nodeIdentity.id());

        assertRefused(NodeErrorCode.CLIENT_UNKNOWN, () -> other.stat(piece()));
        assertRefused(NodeErrorCode.CLIENT_UNKNOWN, () -> put(other, piece(), bytes(1 << 20)));
        assertThat(other.health().writable()).isTrue();
    }

    @Test
    void order_ofAnotherTime() throws Exception {
        for (Duration shift : List.of(Duration.ofMillis(-1), Duration.ofHours(-1), Duration.ofHours(1))) {
            StorageNode shifted = client(
                            clientIdentity,
                            nodeIdentity.id(),
                            server.port(),
                            InstantSource.fixed(START.plus(shift)),
                            CLIENT_LIMITS)
                    .node(nodeIdentity.id());
            assertRefused(NodeErrorCode.ORDER_EXPIRED, () -> shifted.stat(piece()));
        }
    }

    @Test
    void requests_overTheLimit() throws Exception {
        NodeHttpServer narrow = server(Set.of(), NodeLimits.defaults().withRequestsMax(1));
        StorageNode other = client(clientIdentity, nodeIdentity.id(), narrow.port(), clock, CLIENT_LIMITS)
                .node(nodeIdentity.id());
        try (PieceUpload upload = other.put(piece(), 100)) {
            upload.write(bytes(50), 0, 50);
            while (store.writersOpen.get() == 0) {
                Thread.onSpinWait();
            }
            assertRefused(NodeErrorCode.BUSY, () -> other.stat(piece()));
            upload.write(bytes(50), 0, 50);
            upload.finish();
        }
    }

    @Test
    void body_thatStalls_isCutOff() throws Exception {
        NodeHttpServer impatient = server(Set.of(), NodeLimits.defaults().withStallTimeout(Duration.ofMillis(200)));
        StorageNode other = client(clientIdentity, nodeIdentity.id(), impatient.port(), clock, CLIENT_LIMITS)
                .node(nodeIdentity.id());
        PieceId piece = piece();
        // The answer may come in while the rest is sent, or after all of it is.
        try (PieceUpload upload = other.put(piece, 1001 * 1000)) {
            upload.write(bytes(1000), 0, 1000);
            while (store.aborted.get() == 0) {
                Thread.onSpinWait();
            }
            assertRefused(NodeErrorCode.BODY_INCOMPLETE, () -> {
                byte[] chunk = bytes(1000);
                for (int i = 0; i < 1000; i++) {
                    upload.write(chunk, 0, chunk.length);
                }
                upload.finish();
            });
        }
    }

    @Test
    void close_letsARequestUnderWayEnd() throws Exception {
        PieceId piece = piece();
        byte[] bytes = bytes(100_000);
        try (PieceUpload upload = node.put(piece, bytes.length)) {
            upload.write(bytes, 0, 50_000);
            while (store.writersOpen.get() == 0) {
                Thread.onSpinWait();
            }
            Thread closer = Thread.ofVirtual().start(server::close);
            upload.write(bytes, 50_000, 50_000);
            assertThat(upload.finish().root()).isEqualTo(root(bytes));
            closer.join();
        }
    }

    @Test
    void start_portInUse() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> NodeHttpServer.start(
                        vertx, config(server.port(), Set.of(), NodeLimits.defaults()), nodeIdentity, store, clock, "t"))
                .withMessageContaining("127.0.0.1:" + server.port());
    }

    @Test
    void bigPiece_bothWays() throws Exception {
        PieceId piece = piece();
        byte[] bytes = bytes(64 << 20);
        put(piece, bytes);

        assertThat(get(piece, 0, bytes.length)).isEqualTo(bytes);
    }

    private interface Call {
        void run() throws Exception;
    }

    private static void assertRefused(NodeErrorCode code, Call call) {
        assertFailed(new Failure.Refused(code), call);
    }

    private static void assertFailed(Failure failure, Call call) {
        assertThatExceptionOfType(NodeException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.failure()).as(e.getMessage()).isEqualTo(failure));
    }

    private PieceReceipt put(PieceId piece, byte[] bytes) throws NodeException, InterruptedException {
        return put(node, piece, bytes);
    }

    private static PieceReceipt put(StorageNode node, PieceId piece, byte[] bytes)
            throws NodeException, InterruptedException {
        try (PieceUpload upload = node.put(piece, bytes.length)) {
            upload.write(bytes, 0, bytes.length);
            return upload.finish();
        }
    }

    private byte[] get(PieceId piece, long offset, int lengthBytes) throws NodeException, InterruptedException {
        byte[] bytes = new byte[lengthBytes];
        try (PieceDownload download = node.get(piece, offset, lengthBytes)) {
            download.readFully(bytes, 0, lengthBytes);
        }
        return bytes;
    }

    private NodeHttpServer server(Set<ActorId> allowedClients, NodeLimits limits)
            throws IOException, InterruptedException {
        var started =
                NodeHttpServer.start(vertx, config(0, allowedClients, limits), nodeIdentity, store, clock, "test");
        closing.add(started::abort);
        return started;
    }

    private HttpStorageNetwork client(
            Identity client, ActorId node, int port, InstantSource clientClock, TransportLimits limits) {
        var endpoints = List.of(new NodeEndpoint(node, "127.0.0.1", port, "test"));
        var made = new HttpStorageNetwork(vertx, client, endpoints, clientClock, secureRandom, limits);
        closing.add(made);
        return made;
    }

    private static NodeConfig config(int port, Set<ActorId> allowedClients, NodeLimits limits) {
        return new NodeConfig("127.0.0.1", port, Path.of("unused"), 1L << 30, allowedClients, "test", limits);
    }

    private PieceId piece() {
        return PieceId.of(bytes(PieceId.LENGTH_BYTES));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static PieceRoot root(byte[] bytes) {
        var hasher = new PieceHasher();
        hasher.update(bytes, 0, bytes.length);
        return hasher.finish().root();
    }
}
