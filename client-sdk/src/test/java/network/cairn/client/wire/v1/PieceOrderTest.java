package network.cairn.client.wire.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import network.cairn.client.GoldenVectors;
import network.cairn.client.HostileBytes;
import network.cairn.client.identity.Identity;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Nonce;
import network.cairn.proofs.id.PieceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PieceOrderTest {
    private static final Identity CLIENT = Identity.ofSeed(HexFormat.of().parseHex("31".repeat(32)));
    private static final PieceOrder ORDER = order(PieceOperation.GET);

    @Test
    void encode_frozenOrder_isTheFrozenBytes() throws CodecException {
        byte[] frozen = GoldenVectors.load("wire-v1.properties").bytes("order");

        assertThat(HexFormat.of().formatHex(ORDER.encode()))
                .isEqualTo(HexFormat.of().formatHex(frozen));
        assertThat(PieceOrder.decode(frozen)).isEqualTo(ORDER);
    }

    @ParameterizedTest
    @EnumSource
    void decode_whatWasEncoded(PieceOperation operation) throws CodecException {
        PieceOrder order = order(operation);

        assertThat(PieceOrder.decode(order.encode())).isEqualTo(order);
        assertThat(order.isSignedByItsClient()).isTrue();
    }

    @Test
    void decode_anyBitFlipped_isRefusedOrNotSigned() {
        byte[] encoded = ORDER.encode();
        for (int bit = 0; bit < 8 * encoded.length; bit++) {
            byte[] flipped = encoded.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(isGood(flipped)).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void decode_hostileBytes_neverThrowsAnythingElse() {
        HostileBytes.assertOnlyCodecException(ORDER.encode(), encoded -> {
            PieceOrder order = PieceOrder.decode(encoded);
            assertThat(order.encode()).isEqualTo(encoded);
            return order.isSignedByItsClient();
        });
    }

    @Test
    void sign_timesFinerThanAMillisecond_areCut() throws CodecException {
        assertThat(ORDER.issuedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
        assertThat(PieceOrder.decode(ORDER.encode()).issuedAt()).isEqualTo(ORDER.issuedAt());
    }

    private static boolean isGood(byte[] encoded) {
        try {
            return PieceOrder.decode(encoded).isSignedByItsClient();
        } catch (CodecException e) {
            return false;
        }
    }

    private static PieceOrder order(PieceOperation operation) {
        return PieceOrder.sign(
                CLIENT,
                operation,
                ActorId.of(HexFormat.of().parseHex("42".repeat(20))),
                PieceId.fromHex("53".repeat(32)),
                256 * 1024,
                65_536,
                Instant.parse("2026-01-02T03:04:05.678901Z"),
                Instant.parse("2026-01-02T03:14:05.678901Z"),
                Nonce.fromHex("64".repeat(16)));
    }
}
