package network.cairn.proofs.beacon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import network.cairn.proofs.Vectors;
import network.cairn.proofs.id.BeaconSignature;
import org.junit.jupiter.api.Test;
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;

/// The native library against published vectors and against {@link PlainCurve}.
final class BlsTest {
    private static final String RFC_9380_DOMAIN = "QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_";
    private static final String DRAND_DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

    @Test
    void hashToCurve_ofRfc9380AppendixJ91() {
        for (String[] vector : Vectors.read("hash-to-curve")) {
            String message = vector[0].equals("-") ? "" : vector[0];
            byte[] compressed = Bls.hashToCurve(message.getBytes(US_ASCII), RFC_9380_DOMAIN);
            var point = new PlainCurve.Point(PlainCurve.element(vector[1], "0"), PlainCurve.element(vector[2], "0"));
            assertThat(PlainCurve.G1.isOnCurve(point)).as(message).isTrue();
            assertThat(compressed).as(message).isEqualTo(PlainCurve.G1.compress(point));
        }
    }

    @Test
    void signature_ofDrandsPublicNetwork() throws Exception {
        for (String[] vector : Vectors.read("drand-quicknet")) {
            byte[] round = HexFormat.of().parseHex("%016x".formatted(Long.parseLong(vector[1])));
            byte[] message = MessageDigest.getInstance("SHA-256").digest(round);
            var key = Bls.key(HexFormat.of().parseHex(vector[0])).orElseThrow();
            var signature = BeaconSignature.fromHex(vector[2]);
            var point = Bls.signature(signature.toBytes()).orElseThrow();
            assertThat(Bls.verify(key, message, point, DRAND_DOMAIN)).isTrue();
            assertThat(Bls.verify(key, message, point, BeaconMessage.DOMAIN)).isFalse();
            assertThat(BeaconMessage.randomness(signature).toHex()).isEqualTo(vector[3]);
        }
    }

    @Test
    void keyAndSignature_equalPlainArithmetic() {
        for (long seed = 0; seed < 6; seed++) {
            var random = new Random(seed);
            byte[] message = new byte[random.nextInt(80)];
            random.nextBytes(message);
            var number = new BigInteger(254, random).add(BigInteger.ONE);
            var secret = BeaconSecret.of(number);
            var key = requireNonNull(PlainCurve.G2.multiply(PlainCurve.G2_GENERATOR, number));
            assertThat(secret.publicKey().toBytes()).as("seed %d", seed).isEqualTo(PlainCurve.G2.compress(key));
            var hashed = requireNonNull(PlainCurve.decompressG1(Bls.hashToCurve(message, BeaconMessage.DOMAIN)));
            var signature = requireNonNull(PlainCurve.G1.multiply(hashed, number));
            assertThat(secret.sign(message).toBytes()).as("seed %d", seed).isEqualTo(PlainCurve.G1.compress(signature));
        }
    }

    @Test
    void pointOfTheCurveOutsideTheGroup_refused() {
        // x = 0 gives the point (0, 2) of order 3; small x give others on the curve, and none of the group.
        int onCurve = 0;
        for (int x = 0; x < 64; x++) {
            byte[] compressed = new byte[Bls.SIGNATURE_BYTES];
            compressed[0] = (byte) 0x80;
            compressed[47] = (byte) x;
            if (PlainCurve.decompressG1(compressed) != null) {
                onCurve++;
            }
            assertThat(Bls.signature(compressed)).as("x = %d", x).isEmpty();
        }
        assertThat(onCurve).isGreaterThan(16);
    }

    @Test
    void keyOutsideTheGroup_refused() {
        int onCurve = 0;
        var random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] compressed = new byte[Bls.KEY_BYTES];
            random.nextBytes(compressed);
            compressed[0] = (byte) 0x80;
            compressed[48] = 0;
            try {
                onCurve += new P2_Affine(compressed).on_curve() ? 1 : 0;
            } catch (RuntimeException _) {
                // Half of all x have no point.
            }
            assertThat(Bls.key(compressed)).as("seed 5, draw %d", i).isEmpty();
        }
        assertThat(onCurve).isGreaterThan(50);
    }

    @Test
    void infinityAndOtherForms_refused() {
        for (int flags : new int[] {0x00, 0x20, 0x40, 0x60, 0x80, 0xa0, 0xc0, 0xe0}) {
            for (int fill : new int[] {0x00, 0xff}) {
                for (int length : new int[] {0, 1, 47, 48, 49, 95, 96, 97, 192, 193}) {
                    byte[] bytes = new byte[length];
                    Arrays.fill(bytes, (byte) fill);
                    if (length > 0) {
                        bytes[0] = (byte) (flags | (fill & 0x1f));
                    }
                    assertThat(Bls.signature(bytes)).isEmpty();
                    assertThat(Bls.key(bytes)).isEmpty();
                }
            }
        }
    }

    @Test
    void uncompressedForms_refused() {
        var secret = BeaconSecret.of(BigInteger.valueOf(42));
        byte[] message = {1, 2, 3};
        var signature = new P1_Affine(secret.sign(message).toBytes());
        var key = new P2_Affine(secret.publicKey().toBytes());
        assertThat(Bls.signature(signature.serialize())).isEmpty();
        assertThat(Bls.signature(Arrays.copyOf(signature.serialize(), Bls.SIGNATURE_BYTES)))
                .isEmpty();
        assertThat(Bls.key(key.serialize())).isEmpty();
        assertThat(Bls.key(Arrays.copyOf(key.serialize(), Bls.KEY_BYTES))).isEmpty();
    }

    @Test
    void anyBytes_neverAPointAndNeverAnException() {
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            byte[] bytes = new byte[seed % 2 == 0 ? Bls.SIGNATURE_BYTES : Bls.KEY_BYTES];
            random.nextBytes(bytes);
            assertThat(Bls.signature(bytes)).as("seed %d", seed).isEmpty();
            assertThat(Bls.key(bytes)).as("seed %d", seed).isEmpty();
        }
    }
}
