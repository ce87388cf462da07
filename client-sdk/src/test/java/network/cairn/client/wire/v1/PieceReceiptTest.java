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
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.Signature;
import org.junit.jupiter.api.Test;

class PieceReceiptTest {
    private static final Identity NODE = Identity.ofSeed(HexFormat.of().parseHex("32".repeat(32)));
    private static final ActorId CLIENT = ActorId.of(HexFormat.of().parseHex("43".repeat(20)));
    private static final PieceId PIECE = PieceId.fromHex("54".repeat(32));
    private static final PieceReceipt RECEIPT = PieceReceipt.sign(
            NODE,
            CLIENT,
            PIECE,
            16L * 1024 * 1024,
            PieceRoot.fromHex("65".repeat(32)),
            Instant.parse("2026-01-02T03:04:05.678901Z"));

    @Test
    void encode_frozenReceipt_isTheFrozenBytes() throws CodecException {
        byte[] frozen = GoldenVectors.load("wire-v1.properties").bytes("receipt");

        assertThat(HexFormat.of().formatHex(RECEIPT.encode()))
                .isEqualTo(HexFormat.of().formatHex(frozen));
        assertThat(PieceReceipt.decode(frozen)).isEqualTo(RECEIPT);
        assertThat(RECEIPT.isSignedByItsNode()).isTrue();
    }

    @Test
    void decode_anyBitFlipped_isRefusedOrNotSigned() {
        byte[] encoded = RECEIPT.encode();
        for (int bit = 0; bit < 8 * encoded.length; bit++) {
            byte[] flipped = encoded.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(isGood(flipped)).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void decode_hostileBytes_neverThrowsAnythingElse() {
        HostileBytes.assertOnlyCodecException(RECEIPT.encode(), encoded -> {
            PieceReceipt receipt = PieceReceipt.decode(encoded);
            assertThat(receipt.encode()).isEqualTo(encoded);
            return receipt.isSignedByItsNode();
        });
    }

    @Test
    void receipt_withTheSignatureOfAnOrder_isNotSigned() {
        Signature foreign = PieceOrder.sign(
                        NODE,
                        PieceOperation.PUT,
                        NODE.id(),
                        PIECE,
                        0,
                        1,
                        RECEIPT.storedAt(),
                        RECEIPT.storedAt(),
                        Nonce.fromHex("64".repeat(16)))
                .signature();
        var receipt =
                new PieceReceipt(NODE.publicIdentity(), CLIENT, PIECE, 1, RECEIPT.root(), RECEIPT.storedAt(), foreign);

        assertThat(receipt.isSignedByItsNode()).isFalse();
    }

    private static boolean isGood(byte[] encoded) {
        try {
            return PieceReceipt.decode(encoded).isSignedByItsNode();
        } catch (CodecException e) {
            return false;
        }
    }
}
