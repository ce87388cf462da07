package network.cairn.client.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import network.cairn.client.GoldenVectors;
import network.cairn.client.SeededSecureRandom;
import network.cairn.proofs.id.Signature;
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
