package network.cairn.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.Set;
import network.cairn.client.identity.Identity;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.PieceOperation;
import network.cairn.client.wire.v1.PieceOrder;
import network.cairn.node.NodeLimits;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Nonce;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderGateTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Identity NODE = Identity.ofSeed(seed(1));
    private static final Identity CLIENT = Identity.ofSeed(seed(2));
    private static final PieceId PIECE = PieceId.of(seed(3));

    private Instant now = START;
    private final InstantSource clock = () -> now;
    private final Random random = new Random(42);

    @Test
    void admit_goodOrder() throws RefusedException {
        PieceOrder order = order(PieceOperation.GET, NODE.id(), PIECE, now, now.plusSeconds(60));

        assertThat(gate(Set.of()).admit(header(order), PieceOperation.GET, PIECE))
                .isEqualTo(order);
    }

    @Test
    void admit_missingOrGarbled() {
        PieceOrder order = order(PieceOperation.GET, NODE.id(), PIECE, now, now.plusSeconds(60));

        assertRefused(null, PieceOperation.GET, NodeErrorCode.MALFORMED_REQUEST);
        assertRefused("", PieceOperation.GET, NodeErrorCode.MALFORMED_REQUEST);
        assertRefused("***", PieceOperation.GET, NodeErrorCode.MALFORMED_REQUEST);
        assertRefused(header(order) + "AAAA", PieceOperation.GET, NodeErrorCode.MALFORMED_REQUEST);
        assertRefused("A".repeat(100_000), PieceOperation.GET, NodeErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void admit_forSomethingElse() {
        Instant expiry = now.plusSeconds(60);

        assertRefused(
                header(order(PieceOperation.PUT, NODE.id(), PIECE, now, expiry)),
                PieceOperation.GET,
                NodeErrorCode.ORDER_INVALID);
        assertRefused(
                header(order(PieceOperation.GET, CLIENT.id(), PIECE, now, expiry)),
                PieceOperation.GET,
                NodeErrorCode.ORDER_INVALID);
        assertRefused(
                header(order(PieceOperation.GET, NODE.id(), PieceId.of(seed(9)), now, expiry)),
                PieceOperation.GET,
                NodeErrorCode.ORDER_INVALID);
    }

    @Test
    void admit_anyBitFlipped() {
        byte[] encoded = order(PieceOperation.GET, NODE.id(), PIECE, now, now.plusSeconds(60))
                .encode();
        OrderGate gate = gate(Set.of());
        for (int bit = 0; bit < encoded.length * 8; bit++) {
            byte[] flipped = encoded.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            String header = Base64.getUrlEncoder().withoutPadding().encodeToString(flipped);
            assertThatExceptionOfType(RefusedException.class)
                    .as("bit %d", bit)
                    .isThrownBy(() -> gate.admit(header, PieceOperation.GET, PIECE));
        }
    }

    @Test
    void admit_times() {
        Instant expiry = START.plusSeconds(60);
        assertRefused(
                header(order(PieceOperation.GET, NODE.id(), PIECE, START.minusMillis(1), expiry)),
                PieceOperation.GET,
                NodeErrorCode.ORDER_EXPIRED);
        assertRefused(
                header(order(PieceOperation.GET, NODE.id(), PIECE, START, START)),
                PieceOperation.GET,
                NodeErrorCode.ORDER_EXPIRED);
        Instant ahead = START.plus(NodeLimits.defaults().clockSkewMax()).plusMillis(1);
        assertRefused(
                header(order(PieceOperation.GET, NODE.id(), PIECE, ahead, ahead.plusSeconds(1))),
                PieceOperation.GET,
                NodeErrorCode.ORDER_EXPIRED);
        assertRefused(
                header(order(
                        PieceOperation.GET,
                        NODE.id(),
                        PIECE,
                        START,
                        START.plus(NodeLimits.defaults().orderLifetimeMax()).plusMillis(1))),
                PieceOperation.GET,
                NodeErrorCode.ORDER_INVALID);
    }

    @Test
    void admit_unknownClient() {
        PieceOrder order = order(PieceOperation.GET, NODE.id(), PIECE, now, now.plusSeconds(60));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> gate(Set.of(NODE.id())).admit(header(order), PieceOperation.GET, PIECE))
                .satisfies(e -> assertThat(e.code()).isEqualTo(NodeErrorCode.CLIENT_UNKNOWN));
    }

    @Test
    void admit_twice() throws RefusedException {
        OrderGate gate = gate(Set.of());
        String header = header(order(PieceOperation.GET, NODE.id(), PIECE, now, now.plusSeconds(60)));
        gate.admit(header, PieceOperation.GET, PIECE);

        for (int second = 0; second < 60; second++) {
            now = START.plusSeconds(second);
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> gate.admit(header, PieceOperation.GET, PIECE))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(NodeErrorCode.ORDER_REPLAYED));
        }
        now = START.plusSeconds(60);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> gate.admit(header, PieceOperation.GET, PIECE))
                .satisfies(e -> assertThat(e.code()).isEqualTo(NodeErrorCode.ORDER_EXPIRED));
    }

    @Test
    void remember_fullThenForgotten() {
        var memory = new NonceMemory(3);
        Instant expiry = START.plusSeconds(30);
        for (int i = 0; i < 3; i++) {
            assertThat(memory.remember(nonce(), expiry, START)).isEqualTo(NonceMemory.Outcome.REMEMBERED);
        }

        assertThat(memory.remember(nonce(), expiry, START)).isEqualTo(NonceMemory.Outcome.FULL);
        Instant later = expiry.plus(Duration.ofSeconds(10));
        assertThat(memory.remember(nonce(), later.plusSeconds(5), later)).isEqualTo(NonceMemory.Outcome.REMEMBERED);
        assertThat(memory.size()).isOne();
    }

    private void assertRefused(@Nullable String header, PieceOperation operation, NodeErrorCode code) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> gate(Set.of()).admit(header, operation, PIECE))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    private OrderGate gate(Set<ActorId> allowedClients) {
        now = START;
        return new OrderGate(NODE.id(), allowedClients, NodeLimits.defaults(), clock);
    }

    private PieceOrder order(PieceOperation operation, ActorId node, PieceId piece, Instant issued, Instant expires) {
        return PieceOrder.sign(CLIENT, operation, node, piece, 0, 10, issued, expires, nonce());
    }

    private Nonce nonce() {
        byte[] nonce = new byte[Nonce.LENGTH_BYTES];
        random.nextBytes(nonce);
        return Nonce.of(nonce);
    }

    private static String header(PieceOrder order) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(order.encode());
    }

    private static byte[] seed(int fill) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) fill);
        return seed;
    }
}
