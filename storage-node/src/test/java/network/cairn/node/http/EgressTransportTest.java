package network.cairn.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.client.egress.EgressWallet;
import network.cairn.client.egress.OpenedChannel;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.transport.HttpStorageNetwork;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.NodeException;
import network.cairn.client.transport.StorageNode;
import network.cairn.client.transport.StorageNode.PieceDownload;
import network.cairn.client.transport.StorageNode.PieceUpload;
import network.cairn.client.transport.TransportLimits;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.node.NodeConfig;
import network.cairn.node.NodeLimits;
import network.cairn.node.egress.ChannelStanding;
import network.cairn.node.egress.EgressLimits;
import network.cairn.node.egress.EgressTerms;
import network.cairn.node.egress.LedgerInMemory;
import network.cairn.node.egress.PowerlessStore;
import network.cairn.node.egress.RefusalReason;
import network.cairn.node.egress.VoucherGate;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Paid reads between a real client and a real server on loopback.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EgressTransportTest {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /// A million units a MiB.
    private static final Amount PRICE = Amount.units(1_024_000_000);

    private static final long STEP = 1_000_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long EXPIRY = START.plus(Duration.ofDays(7)).toEpochMilli();
    private static final ChainId CHAIN = ChainId.of(new byte[ChainId.LENGTH_BYTES]);
    private static final Digest CHANNEL = Digest.of(new byte[Digest.LENGTH_BYTES]);
    private static final PieceId PIECE = PieceId.of(new byte[PieceId.LENGTH_BYTES]);
    private static final byte[] BYTES = new byte[32 * MIB];

    private static Vertx vertx;

    private final SecureRandom secureRandom = new SecureRandom();
    private final Identity nodeIdentity = Identity.generate(secureRandom);
    private final Identity client = Identity.generate(secureRandom);
    private final Identity other = Identity.generate(secureRandom);
    private final MemoryPieceStore pieces = new MemoryPieceStore();
    private final PowerlessStore accounts = new PowerlessStore();
    private final LedgerInMemory ledger = new LedgerInMemory();
    private final List<AutoCloseable> closing = new ArrayList<>();
    private VoucherGate gate;
    private NodeHttpServer server;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
        new Random(5).nextBytes(BYTES);
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() throws Exception {
        startNode();
        openChannel(client, EXPIRY);
        StorageNode free = node(client, Optional.empty());
        try (PieceUpload upload = free.put(PIECE, BYTES.length)) {
            upload.write(BYTES, 0, BYTES.length);
            upload.finish();
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : closing.reversed()) {
            each.close();
        }
    }

    @Test
    void get_withoutVoucher_aMib_andTheRestIsFree() throws Exception {
        StorageNode node = node(client, Optional.empty());
        for (int i = 0; i < 16; i++) {
            read(node, i * 64 * KIB, 64 * KIB);
        }

        assertRefused(RefusalReason.UNPAID, () -> read(node, MIB, 1));
        assertThat(node.stat(PIECE).lengthBytes()).isEqualTo(BYTES.length);
        assertThat(node.prove(PIECE, 0, KIB)).isNotEmpty();
        node.health();
        node.delete(PIECE);
        assertThatExceptionOfType(NodeException.class)
                .isThrownBy(() -> read(node, 0, 1))
                .satisfies(e ->
                        assertThat(e.isRefusal(NodeErrorCode.PIECE_NOT_FOUND)).isTrue());
    }

    @Test
    void get_large_oneVoucher() throws Exception {
        EgressWallet wallet = wallet(client);

        read(node(client, Optional.of(wallet)), 0, 32 * MIB);

        assertThat(wallet.vouchersSigned(nodeIdentity.id())).isOne();
        assertThat(wallet.promised(nodeIdentity.id())).isEqualTo(Amount.units(32 * STEP));
    }

    @Test
    void get_32MibInSmallReads_32Vouchers() throws Exception {
        EgressWallet wallet = wallet(client);
        StorageNode node = node(client, Optional.of(wallet));
        for (int offset = 0; offset < BYTES.length; offset += 128 * KIB) {
            read(node, offset, 128 * KIB);
        }

        assertThat(wallet.vouchersSigned(nodeIdentity.id())).isEqualTo(32);
        assertThat(wallet.promised(nodeIdentity.id())).isEqualTo(Amount.units(32 * STEP));
        assertThat(best()).isEqualTo(32 * STEP);
        assertThat(accounts.fsyncs()).isLessThanOrEqualTo(32);
        assertThat(gate.redeemable())
                .singleElement()
                .satisfies(each -> assertThat(each.worth()).isEqualTo(Amount.units(32 * STEP)));
    }

    @Test
    void get_beforeTheChannelIsOpen_waitsForIt() throws Exception {
        var asked = new AtomicInteger();
        var opened = new OpenedChannel(CHANNEL, nodeIdentity.id(), Amount.units(1000 * STEP), EXPIRY, PRICE);
        var wallet = new EgressWallet(
                CHAIN,
                client,
                SignatureVerifier.ED25519,
                // It opens while the read of more than is served unpaid waits.
                _ -> asked.incrementAndGet() > 6 ? Optional.of(opened) : Optional.empty());

        read(node(client, Optional.of(wallet)), 0, 4 * MIB);

        assertThat(wallet.promised(nodeIdentity.id())).isEqualTo(Amount.units(4 * STEP));
    }

    @Test
    void get_manyAtOnce() throws Exception {
        EgressWallet wallet = wallet(client);
        StorageNode node = node(client, Optional.of(wallet));
        var failures = new LinkedBlockingQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 32; t++) {
            int offset = t * MIB;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 8; i++) {
                        read(node, offset + i * 128 * KIB, 128 * KIB);
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(best()).isEqualTo(32 * STEP);
    }

    @Test
    void get_afterTheNodeLostPower_goesOn() throws Exception {
        EgressWallet wallet = wallet(client);
        read(node(client, Optional.of(wallet)), 0, 9 * MIB + 100);
        for (int i = 0; i < 10; i++) {
            restartNode();
            StorageNode node = node(client, Optional.of(wallet));
            for (int j = 0; j < 10; j++) {
                read(node, (i + j) * MIB, 300 * KIB);
            }
        }

        // What the node lost count of it does not get paid twice for, and the client does not pay for more than it
        // read.
        assertThat(wallet.promised(nodeIdentity.id())).isEqualTo(Amount.units(39 * STEP));
        assertThat(best()).isEqualTo(39 * STEP);
    }

    @Test
    void get_afterTheClientLostItsCount_goesOn() throws Exception {
        read(node(client, Optional.of(wallet(client))), 0, 20 * MIB);
        for (int life = 1; life <= 5; life++) {
            EgressWallet wallet = wallet(client);
            StorageNode node = node(client, Optional.of(wallet));
            for (int i = 0; i < 10; i++) {
                read(node, i * MIB, 512 * KIB);
            }
            assertThat(best()).as("promised in the end of life %d", life).isEqualTo((20 + 5L * life) * STEP);
        }
    }

    @Test
    void get_afterTheClientLostItsCount_manyAtOnce() throws Exception {
        read(node(client, Optional.of(wallet(client))), 0, 20 * MIB);

        EgressWallet wallet = wallet(client);
        StorageNode node = node(client, Optional.of(wallet));
        var failures = new LinkedBlockingQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 32; t++) {
            int offset = t * MIB;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    read(node, offset, MIB);
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(best()).isEqualTo(52 * STEP);
    }

    @Test
    void get_afterTheClientLostItsCount_moreAtOnceThanBefore() throws Exception {
        read(node(client, Optional.of(wallet(client))), 0, 5 * MIB);

        read(node(client, Optional.of(wallet(client))), 0, 32 * MIB);

        assertThat(best()).isEqualTo(37 * STEP);
    }

    @Test
    void get_closedEarly_costsWhatWasSent() throws Exception {
        EgressWallet wallet = wallet(client);
        StorageNode node = node(client, Optional.of(wallet));
        for (int i = 0; i < 20; i++) {
            try (PieceDownload download = node.get(PIECE, 0, 2 * MIB)) {
                download.readFully(new byte[100], 0, 100);
            }
            read(node, 0, 100 * KIB);
        }

        assertThat(wallet.promised(nodeIdentity.id()).low()).isLessThanOrEqualTo(43 * STEP);
    }

    @Test
    void get_refused_costsNothing() throws Exception {
        EgressWallet wallet = wallet(client);
        StorageNode node = node(client, Optional.of(wallet));
        PieceId missing = PieceId.fromHex("11".repeat(32));
        for (int i = 0; i < 20; i++) {
            assertThatExceptionOfType(NodeException.class).isThrownBy(() -> node.get(missing, 0, MIB));
            assertThatExceptionOfType(NodeException.class).isThrownBy(() -> node.get(PIECE, 32 * MIB, MIB));
        }

        assertThat(wallet.promised(nodeIdentity.id())).isEqualTo(Amount.units(STEP));
        read(node, 0, MIB);
        assertThat(wallet.promised(nodeIdentity.id())).isEqualTo(Amount.units(STEP));
    }

    @Test
    void get_forgedVoucher() throws Exception {
        StorageNode node = node(client, Optional.of(wallet(other)));

        assertRefused(RefusalReason.FORGED, () -> read(node, 0, 1));
        assertThat(gate.redeemable()).isEmpty();
    }

    @Test
    void get_expiredChannel() throws Exception {
        long expiry = START.plus(EgressLimits.defaults().expiryMargin()).toEpochMilli();
        openChannel(client, expiry);
        var opened = new OpenedChannel(CHANNEL, nodeIdentity.id(), Amount.units(STEP), expiry, PRICE);
        StorageNode node = node(client, Optional.of(wallet(client, opened)));

        assertRefused(RefusalReason.EXPIRED, () -> read(node, 0, 1));
    }

    @Test
    void get_channelOfAnotherClient() throws Exception {
        read(node(client, Optional.of(wallet(client))), 0, MIB);
        StorageNode thief = node(other, Optional.of(wallet(other)));

        NodeException refused = assertRefused(RefusalReason.OTHER_CLIENT, () -> read(thief, 0, 1));

        // It asked for the best voucher as well, and was not told.
        assertThat(refused.getSuppressed())
                .singleElement()
                .isInstanceOfSatisfying(
                        NodeException.class,
                        asked -> assertThat(asked.isRefusal(NodeErrorCode.CLIENT_UNKNOWN))
                                .isTrue());
    }

    @Test
    void get_depositUsedUp() throws Exception {
        ledger.channels.put(
                CHANNEL,
                new Channel(client.publicIdentity(), nodeIdentity.id(), Amount.units(3 * STEP), Amount.ZERO, EXPIRY));
        var opened = new OpenedChannel(CHANNEL, nodeIdentity.id(), Amount.units(3 * STEP), EXPIRY, PRICE);
        StorageNode node = node(client, Optional.of(wallet(client, opened)));

        read(node, 0, 3 * MIB);
        assertRefused(RefusalReason.DEPOSIT_USED, () -> read(node, 0, 1));
    }

    @Test
    void get_clientThatPaysTooLittle() throws Exception {
        var cheap = new OpenedChannel(
                CHANNEL, nodeIdentity.id(), Amount.units(1000 * STEP), EXPIRY, Amount.units(512_000_000));
        EgressWallet wallet = wallet(client, cheap);
        StorageNode node = node(client, Optional.of(wallet));

        read(node, 0, MIB);
        read(node, 0, MIB / 2);
        assertRefused(RefusalReason.UNPAID, () -> read(node, 0, 2 * MIB));
        assertThat(wallet.promised(nodeIdentity.id()).low()).isLessThanOrEqualTo(2 * STEP);
    }

    @Test
    void get_ledgerDown_isBusy() throws Exception {
        ledger.down = true;
        StorageNode node = node(client, Optional.of(wallet(client)));

        assertThatExceptionOfType(NodeException.class)
                .isThrownBy(() -> read(node, 0, 1))
                .satisfies(e -> assertThat(e.isRefusal(NodeErrorCode.BUSY)).isTrue());
    }

    private interface Call {
        void run() throws Exception;
    }

    private static NodeException assertRefused(RefusalReason reason, Call call) {
        var caught = new ArrayList<NodeException>();
        assertThatExceptionOfType(NodeException.class)
                .isThrownBy(call::run)
                .withMessageContaining(reason + ": ")
                .satisfies(e -> {
                    assertThat(e.isRefusal(NodeErrorCode.PAYMENT_REQUIRED)).isTrue();
                    caught.add(e);
                });
        return caught.getFirst();
    }

    private void openChannel(Identity owner, long expiryMillis) {
        ledger.channels.put(
                CHANNEL,
                new Channel(
                        owner.publicIdentity(),
                        nodeIdentity.id(),
                        Amount.units(1000 * STEP),
                        Amount.ZERO,
                        expiryMillis));
    }

    private void startNode() throws Exception {
        gate = new VoucherGate(
                nodeIdentity.id(),
                CHAIN,
                EgressTerms.ofPrice(PRICE),
                EgressLimits.defaults(),
                ledger,
                accounts,
                SignatureVerifier.ED25519,
                InstantSource.fixed(START));
        var config =
                new NodeConfig("127.0.0.1", 0, Path.of("unused"), 1L << 30, Set.of(), "test", NodeLimits.defaults());
        server = NodeHttpServer.start(
                vertx, config, nodeIdentity, new NodeParts(pieces, gate), InstantSource.fixed(START), "test");
        closing.add(server::abort);
    }

    private void restartNode() throws Exception {
        server.abort();
        accounts.losePower();
        startNode();
    }

    private long best() {
        return gate.standing(CHANNEL)
                .flatMap(ChannelStanding::best)
                .map(best -> best.voucher().total().low())
                .orElse(0L);
    }

    private EgressWallet wallet(Signer signer) {
        return wallet(signer, new OpenedChannel(CHANNEL, nodeIdentity.id(), Amount.units(1000 * STEP), EXPIRY, PRICE));
    }

    private EgressWallet wallet(Signer signer, OpenedChannel opened) {
        return new EgressWallet(
                CHAIN,
                signer,
                SignatureVerifier.ED25519,
                node -> Optional.of(opened).filter(_ -> node.equals(nodeIdentity.id())));
    }

    private StorageNode node(Identity reader, Optional<EgressWallet> wallet) throws NodeException {
        var endpoints = List.of(new NodeEndpoint(nodeIdentity.id(), "127.0.0.1", server.port(), "test"));
        var network = new HttpStorageNetwork(
                vertx, reader, endpoints, InstantSource.fixed(START), secureRandom, TransportLimits.defaults(), wallet);
        closing.add(network);
        return network.node(nodeIdentity.id());
    }

    private static void read(StorageNode node, int offset, int lengthBytes) throws Exception {
        byte[] bytes = new byte[lengthBytes];
        try (PieceDownload download = node.get(PIECE, offset, lengthBytes)) {
            download.readFully(bytes, 0, lengthBytes);
        }
        assertThat(Arrays.mismatch(bytes, Arrays.copyOfRange(BYTES, offset, offset + lengthBytes)))
                .isNegative();
    }
}
