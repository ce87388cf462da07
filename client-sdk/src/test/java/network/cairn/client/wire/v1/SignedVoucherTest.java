package network.cairn.client.wire.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import java.util.HexFormat;
import network.cairn.client.GoldenVectors;
import network.cairn.client.HostileBytes;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Voucher;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import org.junit.jupiter.api.Test;

class SignedVoucherTest {
    private static final Identity CLIENT = Identity.ofSeed(HexFormat.of().parseHex("32".repeat(32)));
    private static final ChainId CHAIN = ChainId.of(HexFormat.of().parseHex("87".repeat(32)));
    private static final SignedVoucher VOUCHER = SignedVoucher.sign(
            new Voucher(Digest.fromHex("76".repeat(32)), new Amount(1, 1_000_000_007), 1_767_323_045_678L),
            CLIENT,
            CHAIN);

    @Test
    void encode_frozenVoucher_isTheFrozenBytes() throws CodecException {
        byte[] frozen = GoldenVectors.load("wire-v1.properties").bytes("voucher");

        assertThat(HexFormat.of().formatHex(VOUCHER.encode()))
                .isEqualTo(HexFormat.of().formatHex(frozen));
        assertThat(frozen).hasSize(SignedVoucher.ENCODED_BYTES);
        assertThat(SignedVoucher.decode(frozen)).isEqualTo(VOUCHER);
        assertThat(VOUCHER.isSignedBy(CLIENT.publicIdentity(), CHAIN, SignatureVerifier.ED25519))
                .isTrue();
    }

    @Test
    void decode_anyBitFlipped_isRefusedOrNotSigned() {
        byte[] encoded = VOUCHER.encode();
        for (int bit = 0; bit < 8 * encoded.length; bit++) {
            byte[] flipped = encoded.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(isGood(flipped)).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void decode_hostileBytes_neverThrowsAnythingElse() {
        HostileBytes.assertOnlyCodecException(VOUCHER.encode(), encoded -> {
            SignedVoucher voucher = SignedVoucher.decode(encoded);
            assertThat(voucher.encode()).isEqualTo(encoded);
            return voucher.isSignedBy(CLIENT.publicIdentity(), CHAIN, SignatureVerifier.ED25519);
        });
    }

    @Test
    void fromHeader_whatToHeaderWrote() throws CodecException {
        String header = VOUCHER.toHeader();

        assertThat(header).hasSize(SignedVoucher.HEADER_CHARACTERS).doesNotContain("=");
        assertThat(SignedVoucher.fromHeader(header)).isEqualTo(VOUCHER);
    }

    @Test
    void fromHeader_anyOtherForm_isRefused() {
        String header = VOUCHER.toHeader();
        assertRefused("");
        assertRefused(header.substring(1));
        assertRefused(header + "A");
        assertRefused(header.substring(0, header.length() - 1) + "=");
        assertRefused(header.substring(0, header.length() - 2) + "==");
        assertRefused(header.substring(0, header.length() - 4) + "\n\n\n\n");
        assertRefused("*".repeat(SignedVoucher.HEADER_CHARACTERS));
        assertRefused("ä".repeat(SignedVoucher.HEADER_CHARACTERS));
        assertRefused("A".repeat(1_000_000));
        assertRefused(Base64.getEncoder()
                .encodeToString(new byte[SignedVoucher.ENCODED_BYTES])
                .replace('A', '/'));
    }

    @Test
    void voucher_ofAnotherChain_isNotSigned() {
        ChainId other = ChainId.of(new byte[ChainId.LENGTH_BYTES]);

        assertThat(VOUCHER.isSignedBy(CLIENT.publicIdentity(), other, SignatureVerifier.ED25519))
                .isFalse();
    }

    private static void assertRefused(String header) {
        assertThatExceptionOfType(CodecException.class)
                .as(header.substring(0, Math.min(header.length(), 200)))
                .isThrownBy(() -> SignedVoucher.fromHeader(header));
    }

    private static boolean isGood(byte[] encoded) {
        try {
            return SignedVoucher.decode(encoded).isSignedBy(CLIENT.publicIdentity(), CHAIN, SignatureVerifier.ED25519);
        } catch (CodecException e) {
            return false;
        }
    }
}
