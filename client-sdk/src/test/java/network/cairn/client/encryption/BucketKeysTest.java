package network.cairn.client.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import network.cairn.client.GoldenVectors;
import network.cairn.client.SeededSecureRandom;
import org.junit.jupiter.api.Test;

class BucketKeysTest {
    private static final MasterKey MASTER = MasterKey.of(new byte[32]);
    private static final DataKey DATA = DataKey.of(HexFormat.of().parseHex("ab".repeat(32)));
    private static final byte[] CONTEXT = "bucket/key/version".getBytes(UTF_8);

    private final BucketKeys keys = MASTER.bucketKeys("photos");
    private final SeededSecureRandom random = new SeededSecureRandom(1);

    @Test
    void derivedKeys_frozenInputs_areTheFrozenOnes() throws DecryptionException {
        var vectors = GoldenVectors.load("encryption.properties");

        assertThat(HexFormat.of().formatHex(keys.maskKey().secret()))
                .isEqualTo(HexFormat.of().formatHex(vectors.bytes("bucket.mask")));
        assertThat(HexFormat.of().formatHex(keys.wrap(DATA, CONTEXT, random)))
                .isEqualTo(HexFormat.of().formatHex(vectors.bytes("bucket.wrapped")));
        assertThat(keys.unwrap(vectors.bytes("bucket.wrapped"), CONTEXT)).isEqualTo(DATA);
        assertThat(MASTER.secretBox("s3-secret-keys").open(vectors.bytes("box"), CONTEXT))
                .isEqualTo("a secret".getBytes(UTF_8));
        assertThat(HexFormat.of()
                        .formatHex(MASTER.secretBox("s3-secret-keys")
                                .seal("a secret".getBytes(UTF_8), CONTEXT, new SeededSecureRandom(2))))
                .isEqualTo(HexFormat.of().formatHex(vectors.bytes("box")));
    }

    /// The two boxes were computed by another implementation (Python's `cryptography`), their salt 00 to 17.
    @Test
    void outerAndForeignBoxes_madeElsewhere_open() throws DecryptionException {
        var vectors = GoldenVectors.load("encryption.properties");
        var foreign = ForeignKey.of(HexFormat.of().parseHex("cd".repeat(32)));

        assertThat(keys.outerBox().open(vectors.bytes("bucket.outer"), CONTEXT)).isEqualTo("a secret".getBytes(UTF_8));
        assertThat(foreign.secretBox("a stream".getBytes(UTF_8)).open(vectors.bytes("foreign"), CONTEXT))
                .isEqualTo("a secret".getBytes(UTF_8));
    }

    @Test
    void foreignKey_otherKeyOrSalt_doesNotOpen() {
        var foreign = ForeignKey.of(HexFormat.of().parseHex("cd".repeat(32)));
        byte[] box = foreign.secretBox(CONTEXT).seal(DATA.toBytes(), CONTEXT, random);

        assertThatThrownBy(() -> foreign.secretBox(new byte[0]).open(box, CONTEXT))
                .isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> ForeignKey.of(new byte[32]).secretBox(CONTEXT).open(box, CONTEXT))
                .isInstanceOf(DecryptionException.class);
        assertThat(foreign.toString()).isEqualTo("ForeignKey(secret)");
        assertThatThrownBy(() -> ForeignKey.of(new byte[16])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unwrap_whatWasWrapped() throws DecryptionException {
        byte[] wrapped = keys.wrap(DATA, CONTEXT, random);

        assertThat(wrapped).hasSize(BucketKeys.WRAPPED_BYTES).isNotEqualTo(keys.wrap(DATA, CONTEXT, random));
        assertThat(MASTER.bucketKeys("photos").unwrap(wrapped, CONTEXT)).isEqualTo(DATA);
    }

    @Test
    void unwrap_wrongContextBucketOrAccount_isDetected() {
        byte[] wrapped = keys.wrap(DATA, CONTEXT, random);

        assertRefused(keys, wrapped, "bucket/key/other".getBytes(UTF_8));
        assertRefused(keys, wrapped, new byte[0]);
        assertRefused(MASTER.bucketKeys("photos2"), wrapped, CONTEXT);
        assertRefused(MasterKey.of(HexFormat.of().parseHex("01".repeat(32))).bucketKeys("photos"), wrapped, CONTEXT);
    }

    @Test
    void unwrap_anyBitFlippedOrCut_isDetected() {
        byte[] wrapped = keys.wrap(DATA, CONTEXT, random);
        for (int bit = 0; bit < 8 * wrapped.length; bit++) {
            byte[] flipped = wrapped.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(keys, flipped, CONTEXT);
        }
        for (int length = 0; length < wrapped.length; length++) {
            assertRefused(keys, Arrays.copyOf(wrapped, length), CONTEXT);
        }
        assertRefused(keys, Arrays.copyOf(wrapped, wrapped.length + 1), CONTEXT);
    }

    @Test
    void secretBox_otherPurpose_doesNotOpen() throws DecryptionException {
        byte[] secret = "wJalrXUtnFEMI".getBytes(UTF_8);
        byte[] box = MASTER.secretBox("s3-secret-keys").seal(secret, CONTEXT, random);

        assertThat(MASTER.secretBox("s3-secret-keys").open(box, CONTEXT)).isEqualTo(secret);
        assertThat(box).hasSize(secret.length + SecretBox.OVERHEAD_BYTES);
        assertThatThrownBy(() -> MASTER.secretBox("other").open(box, CONTEXT)).isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> MASTER.secretBox("s3-secret-keys").open(new byte[40], CONTEXT))
                .isInstanceOf(DecryptionException.class);
    }

    @Test
    void seal_tooLong_isRefused() {
        assertThatThrownBy(() -> MASTER.secretBox("x").seal(new byte[65_537], CONTEXT, random))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keys_areNeverPrinted_andDifferFromEachOther() {
        assertThat(DATA.toString()).doesNotContain("ab");
        assertThat(MASTER.toString()).isEqualTo("MasterKey(secret)");
        assertThat(keys.maskKey()).isNotEqualTo(MASTER.bucketKeys("photos2").maskKey());
        assertThatThrownBy(() -> DataKey.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(BucketKeys keys, byte[] wrapped, byte[] context) {
        assertThatThrownBy(() -> keys.unwrap(wrapped, context)).isInstanceOf(DecryptionException.class);
    }
}
