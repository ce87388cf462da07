package network.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Vertx;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import network.cairn.client.egress.EgressWallet;
import network.cairn.client.egress.OpenedChannel;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.LevelDbStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.transport.HttpStorageNetwork;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.StorageNode;
import network.cairn.client.transport.StorageNode.PieceDownload;
import network.cairn.client.transport.StorageNode.PieceUpload;
import network.cairn.client.transport.TransportLimits;
import network.cairn.client.wire.v1.PieceReceipt;
import network.cairn.node.egress.EgressLimits;
import network.cairn.node.egress.EgressTerms;
import network.cairn.node.egress.LedgerInMemory;
import network.cairn.node.egress.Redeemable;
import network.cairn.node.egress.VoucherGate;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.piece.PieceHasher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole node, disk and all, and a client of it.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StorageNodeWiringTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Identity NODE = Identity.generate(RANDOM);
    private static final Identity CLIENT = Identity.generate(RANDOM);

    private static final ChainId CHAIN = ChainId.of(new byte[ChainId.LENGTH_BYTES]);

    private static Vertx vertx;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void piece_survivesARestart() throws Exception {
        PieceId piece = PieceId.of(bytes(PieceId.LENGTH_BYTES, 1));
        byte[] bytes = bytes(20 << 20, 2);
        PieceReceipt receipt;
        try (RunningNode running = start(0);
                HttpStorageNetwork network = network(running.port())) {
            receipt = put(network.node(NODE.id()), piece, bytes);
            assertThat(network.node(NODE.id()).health().pieces()).isOne();
        }
        var hasher = new PieceHasher();
        hasher.update(bytes, 0, bytes.length);
        assertThat(receipt.root()).isEqualTo(hasher.finish().root());

        try (RunningNode running = start(0);
                HttpStorageNetwork network = network(running.port())) {
            StorageNode node = network.node(NODE.id());
            assertThat(running.status().pieces()).isOne();
            assertThat(node.stat(piece).root()).isEqualTo(receipt.root());
            byte[] back = new byte[bytes.length];
            try (PieceDownload download = node.get(piece, 0, back.length)) {
                download.readFully(back, 0, back.length);
            }
            assertThat(back).isEqualTo(bytes);
            assertThat(node.prove(piece, 1024, 2048)).isNotNull();
            node.delete(piece);
            assertThat(node.health().pieces()).isZero();
        }
    }

    @Test
    void reads_arePaidFor_alsoAfterARestart() throws Exception {
        Amount price = Amount.units(1_024_000_000);
        Digest channel = Digest.of(bytes(Digest.LENGTH_BYTES, 3));
        long expiry = InstantSource.system().millis() + 86_400_000;
        var ledger = new LedgerInMemory();
        ledger.channels.put(
                channel, new Channel(CLIENT.publicIdentity(), NODE.id(), Amount.credits(1), Amount.ZERO, expiry));
        var opened = new OpenedChannel(channel, NODE.id(), Amount.credits(1), expiry, price);
        PieceId piece = PieceId.of(bytes(PieceId.LENGTH_BYTES, 1));
        byte[] back = new byte[5 << 20];
        for (int life = 1; life <= 3; life++) {
            try (var accounts = LevelDbStore.open(folder.resolve("egress"))) {
                var gate = new VoucherGate(
                        NODE.id(),
                        CHAIN,
                        EgressTerms.ofPrice(price),
                        EgressLimits.defaults(),
                        ledger,
                        accounts,
                        SignatureVerifier.ED25519,
                        InstantSource.system());
                var config = config(0);
                try (RunningNode running =
                                StorageNodeWiring.start(config, NODE, gate, InstantSource.system(), RANDOM, vertx);
                        HttpStorageNetwork network = network(running.port(), Optional.of(opened))) {
                    StorageNode node = network.node(NODE.id());
                    if (life == 1) {
                        put(node, piece, bytes(back.length, 2));
                    }
                    try (PieceDownload download = node.get(piece, 0, back.length)) {
                        download.readFully(back, 0, back.length);
                    }
                }
                assertThat(gate.redeemable())
                        .singleElement()
                        .extracting(Redeemable::worth)
                        .isEqualTo(Amount.units(life * 5_000_000L));
            }
        }
    }

    @Test
    void start_portInUse_leavesTheFolderUsable() throws Exception {
        int port;
        try (RunningNode running = start(0)) {
            port = running.port();
            Path other = folder.resolve("other");
            var config = new NodeConfig("127.0.0.1", port, other, 1L << 30, Set.of(), "test", NodeLimits.defaults());
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> StorageNodeWiring.start(config, NODE, InstantSource.system(), RANDOM, vertx))
                    .withMessageContaining("127.0.0.1:" + port);
        }
        start(port).close();
    }

    private RunningNode start(int port) throws Exception {
        return StorageNodeWiring.start(config(port), NODE, InstantSource.system(), RANDOM, vertx);
    }

    private NodeConfig config(int port) {
        return new NodeConfig(
                "127.0.0.1", port, folder.resolve("node"), 1L << 30, Set.of(), "test", NodeLimits.defaults());
    }

    private static HttpStorageNetwork network(int port) {
        return network(port, Optional.empty());
    }

    private static HttpStorageNetwork network(int port, Optional<OpenedChannel> channel) {
        var wallet = new EgressWallet(CHAIN, CLIENT, SignatureVerifier.ED25519, _ -> channel);
        var endpoints = List.of(new NodeEndpoint(NODE.id(), "127.0.0.1", port, "test"));
        return new HttpStorageNetwork(
                vertx,
                CLIENT,
                endpoints,
                InstantSource.system(),
                RANDOM,
                TransportLimits.defaults(),
                Optional.of(wallet));
    }

    private static PieceReceipt put(StorageNode node, PieceId piece, byte[] bytes) throws Exception {
        try (PieceUpload upload = node.put(piece, bytes.length)) {
            upload.write(bytes, 0, bytes.length);
            return upload.finish();
        }
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
