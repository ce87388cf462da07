package network.cairn.client.wire.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Arrays;
import network.cairn.client.identity.Identity;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Nonce;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import org.junit.jupiter.api.Test;

class NodeMessagesTest {
    private static final ActorId NODE = ActorId.of(new byte[ActorId.LENGTH_BYTES]);
    private static final Identity CLIENT = Identity.ofSeed(new byte[Identity.SEED_LENGTH_BYTES]);
    private static final PieceId PIECE = PieceId.of(new byte[PieceId.LENGTH_BYTES]);
    private static final PieceRoot ROOT = PieceRoot.of(new byte[PieceRoot.LENGTH_BYTES]);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private interface Decoder {
        Object decode(byte[] encoded) throws CodecException;
    }

    @Test
    void decode_whatWasEncoded() throws CodecException {
        var health = new NodeHealth(NODE, false, "the disk is full", 100, 90, 3, "0.1.0");
        check(health, health.encode(), NodeHealth::decode);
        var stat = new PieceStat(PIECE, 12, ROOT);
        assertThat(stat.encode()).hasSize(PieceStat.ENCODED_BYTES);
        check(stat, stat.encode(), PieceStat::decode);
        var order = PieceOrder.sign(
                CLIENT,
                PieceOperation.PROVE,
                NODE,
                PIECE,
                1,
                2,
                NOW,
                NOW.plusSeconds(9),
                Nonce.of(new byte[Nonce.LENGTH_BYTES]));
        assertThat(order.isSignedByItsClient()).isTrue();
        check(order, order.encode(), PieceOrder::decode);
        var receipt = PieceReceipt.sign(CLIENT, NODE, PIECE, 12, ROOT, NOW);
        assertThat(receipt.isSignedByItsNode()).isTrue();
        check(receipt, receipt.encode(), PieceReceipt::decode);
    }

    @Test
    void health_largest_fitsItsLimit() {
        var health = new NodeHealth(
                NODE,
                false,
                "x".repeat(NodeHealth.REASON_BYTES_MAX),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                "x".repeat(NodeHealth.VERSION_BYTES_MAX));

        assertThat(health.encode()).hasSize(NodeHealth.ENCODED_BYTES_MAX);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeHealth(NODE, true, "", 1, 1, 1, "ä".repeat(33)))
                .withMessageContaining("66");
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeHealth(NODE, true, "", 1, -1, 1, ""));
    }

    private static void check(Object value, byte[] encoded, Decoder decoder) throws CodecException {
        assertThat(decoder.decode(encoded)).isEqualTo(value);
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatExceptionOfType(CodecException.class)
                    .as("%s cut to %d bytes", value, length)
                    .isThrownBy(() -> decoder.decode(cut));
        }
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> decoder.decode(Arrays.copyOf(encoded, encoded.length + 1)));
    }
}
