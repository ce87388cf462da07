package network.cairn.client.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import network.cairn.client.GoldenVectors;
import network.cairn.client.SeededSecureRandom;
import network.cairn.proofs.id.Signature;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    private final GoldenVectors vectors = GoldenVectors.load("ed25519-rfc8032.properties");

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "abc"})
    void sign_rfc8032Case_givesItsKeyAndSignature(String testCase) {
        Identity identity = Identity.ofSeed(vectors.bytes("seed." + testCase));
        byte[] message = vectors.bytes("message." + testCase);
        var expected = Signature.of(vectors.bytes("signature." + testCase));

        assertThat(identity.publicIdentity().toBytes()).isEqualTo(vectors.bytes("public." + testCase));
        assertThat(identity.sign(message)).isEqualTo(expected);
        assertThat(identity.publicIdentity().verify(message, expected)).isTrue();
    }

    @Test
    void verify_anyBitOfTheSignatureFlipped_isFalse() {
        Identity identity = Identity.ofSeed(vectors.bytes("seed.2"));
        byte[] message = {1, 2, 3};
        byte[] signature = identity.sign(message).toBytes();
        for (int bit = 0; bit < 8 * signature.length; bit++) {
            byte[] flipped = signature.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(identity.publicIdentity().verify(message, Signature.of(flipped)))
                    .as("bit %d", bit)
                    .isFalse();
        }
        assertThat(identity.publicIdentity().verify(new byte[] {1, 2, 4}, Signature.of(signature)))
                .isFalse();
    }

    /// The kept point is another way to the same verdict as the key's bytes.
    @Test
    void verify_randomKeysAndSignatures_agreesWithTheKeysBytes() {
        var random = new SeededSecureRandom(11);
        for (int i = 0; i < 300; i++) {
            Identity identity = Identity.generate(random);
            byte[] message = new byte[i];
            random.nextBytes(message);
            byte[] signature = identity.sign(message).toBytes();
            if (i % 3 == 1) {
                signature[random.nextInt(signature.length)] ^= (byte) (1 << random.nextInt(8));
            } else if (i % 3 == 2) {
                random.nextBytes(signature);
            }
            byte[] key = identity.publicIdentity().toBytes();
            boolean expected = Ed25519.verify(signature, 0, key, 0, message, 0, message.length);

            assertThat(expected).isEqualTo(i % 3 == 0);
            for (var known : List.of(identity.publicIdentity(), PublicIdentity.of(key), PublicIdentity.ofSender(key))) {
                assertThat(known.verify(message, Signature.of(signature))).isEqualTo(expected);
            }
        }
    }

    @Test
    void of_pointsOfSmallOrderOrWrongLength_areRefused() {
        assertThatThrownBy(() -> PublicIdentity.of(new byte[32])).isInstanceOf(IllegalArgumentException.class);
        byte[] neutral = new byte[32];
        neutral[0] = 1;
        assertThatThrownBy(() -> PublicIdentity.of(neutral)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PublicIdentity.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Identity.ofSeed(new byte[33])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void identity_isPrintedAsItsId() {
        Identity identity = Identity.generate(new SeededSecureRandom(5));

        assertThat(identity).hasToString(identity.id().toString());
        assertThat(identity.toString()).startsWith("cairn1");
        assertThat(Identity.ofSeed(identity.seed()).publicIdentity()).isEqualTo(identity.publicIdentity());
    }
}
