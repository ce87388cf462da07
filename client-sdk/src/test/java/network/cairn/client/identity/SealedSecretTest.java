package network.cairn.client.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import network.cairn.client.encryption.DecryptionException;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;

/// Secrets sealed to an identity.
final class SealedSecretTest {
    private static final byte[] CONTEXT = "beacon share".getBytes(US_ASCII);
    private final SecureRandom random = new SecureRandom();

    @Test
    void open_givesBackWhatWasSealed() throws Exception {
        for (long seed = 0; seed < 50; seed++) {
            var draw = new Random(seed);
            var identity = identity(draw);
            byte[] secret = new byte[draw.nextInt(100)];
            draw.nextBytes(secret);
            byte[] sealed = SealedSecret.seal(identity.publicIdentity(), secret, CONTEXT, random);
            assertThat(sealed).hasSize(secret.length + SealedSecret.OVERHEAD_BYTES);
            assertThat(SealedSecret.open(identity, sealed, CONTEXT))
                    .as("seed %d", seed)
                    .isEqualTo(secret);
        }
    }

    @Test
    void open_byAnotherOrInAnotherPlace_refused() {
        var identity = identity(new Random(1));
        byte[] sealed = SealedSecret.seal(identity.publicIdentity(), new byte[32], CONTEXT, random);
        assertThatThrownBy(() -> SealedSecret.open(identity(new Random(2)), sealed, CONTEXT))
                .isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> SealedSecret.open(identity, sealed, new byte[0]))
                .isInstanceOf(DecryptionException.class);
    }

    @Test
    void open_anyChangedByteOrLength_refused() {
        var identity = identity(new Random(3));
        byte[] sealed = SealedSecret.seal(identity.publicIdentity(), new byte[32], CONTEXT, random);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> SealedSecret.open(identity, changed, CONTEXT))
                    .as("byte %d", i)
                    .isInstanceOf(DecryptionException.class);
            byte[] cut = Arrays.copyOf(sealed, i);
            assertThatThrownBy(() -> SealedSecret.open(identity, cut, CONTEXT))
                    .as("length %d", i)
                    .isInstanceOf(DecryptionException.class);
        }
    }

    @Test
    void open_ephemeralKeyOfSmallOrder_refused() {
        byte[] sealed = new byte[SealedSecret.OVERHEAD_BYTES];
        sealed[0] = 1;
        assertThatThrownBy(() -> SealedSecret.open(identity(new Random(4)), sealed, CONTEXT))
                .isInstanceOf(DecryptionException.class)
                .hasMessageContaining("small order");
    }

    @Test
    void bothFormsOfTheKey_areOneKey() {
        for (long seed = 0; seed < 50; seed++) {
            var identity = identity(new Random(seed));
            byte[] point = new byte[X25519.POINT_SIZE];
            X25519.scalarMultBase(SealedSecret.scalar(identity), 0, point, 0);
            assertThat(SealedSecret.montgomery(identity.publicIdentity()))
                    .as("seed %d", seed)
                    .isEqualTo(point);
        }
    }

    @Test
    void montgomeryForm_ofTheBasePoint_isNine() {
        byte[] base = HexFormat.of().parseHex("58" + "66".repeat(31));
        byte[] nine = new byte[32];
        nine[0] = 9;
        assertThat(SealedSecret.montgomery(PublicIdentity.of(base))).isEqualTo(nine);
    }

    private static Identity identity(Random random) {
        byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
        random.nextBytes(seed);
        return Identity.ofSeed(seed);
    }
}
