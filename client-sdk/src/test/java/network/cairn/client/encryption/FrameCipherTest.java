package network.cairn.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import network.cairn.client.GoldenVectors;
import org.junit.jupiter.api.Test;

class FrameCipherTest {
    private static final DataKey KEY = DataKey.of(sequence(32));

    private final FrameCipher cipher = FrameCipher.of(KEY);

    @Test
    void seal_frozenInputs_givesTheFrozenFrames() {
        var vectors = GoldenVectors.load("encryption.properties");

        assertThat(HexFormat.of().formatHex(seal(0, false, sequence(40))))
                .isEqualTo(HexFormat.of().formatHex(vectors.bytes("frame.first")));
        assertThat(HexFormat.of().formatHex(seal(0x0102030405L, true, sequence(40))))
                .isEqualTo(HexFormat.of().formatHex(vectors.bytes("frame.last")));
        assertThat(HexFormat.of().formatHex(seal(0, true, new byte[0])))
                .isEqualTo(HexFormat.of().formatHex(vectors.bytes("frame.empty")));
    }

    @Test
    void open_whatWasSealed_atAnyOffset() throws DecryptionException {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            byte[] plaintext = new byte[random.nextInt(70_000)];
            random.nextBytes(plaintext);
            int from = random.nextInt(plaintext.length + 1);
            int length = plaintext.length - from;
            byte[] sealed = new byte[length + 16 + 11];
            byte[] opened = new byte[length + 5];

            assertThat(cipher.seal(seed, false, plaintext, from, length, sealed, 11))
                    .isEqualTo(length + 16);
            assertThat(cipher.open(seed, false, sealed, 11, length + 16, opened, 5))
                    .isEqualTo(length);

            assertThat(Arrays.copyOfRange(opened, 5, opened.length))
                    .as("seed %d", seed)
                    .isEqualTo(Arrays.copyOfRange(plaintext, from, plaintext.length));
        }
    }

    @Test
    void open_anyBitFlipped_isDetected() {
        byte[] sealed = seal(3, false, sequence(100));
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(3, false, flipped);
        }
    }

    @Test
    void open_swappedRepeatedDroppedOrForeignFrame_isDetected() {
        byte[] zero = seal(0, false, sequence(50));
        byte[] one = seal(1, false, sequence(50));

        assertRefused(1, false, zero);
        assertRefused(0, false, one);
        assertRefused(1L << 32, false, zero);
        assertThatThrownBy(() -> FrameCipher.of(DataKey.of(new byte[32])).open(0, false, zero, 0, 66, new byte[50], 0))
                .isInstanceOf(DecryptionException.class);
    }

    @Test
    void open_truncatedStream_isDetectedByTheLastFlag() {
        assertRefused(0, true, seal(0, false, sequence(50)));
        assertRefused(1, false, seal(1, true, sequence(50)));
    }

    @Test
    void open_truncatedFrame_isDetected() {
        byte[] sealed = seal(0, true, sequence(50));
        for (int length = 0; length < sealed.length; length++) {
            assertRefused(0, true, Arrays.copyOf(sealed, length));
        }
    }

    @Test
    void sealAndOpen_rangeOutsideItsArray_isRefused() {
        assertThatThrownBy(() -> cipher.seal(0, false, new byte[8], 1, 8, new byte[99], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cipher.seal(0, false, new byte[8], 0, 8, new byte[23], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cipher.open(0, false, new byte[24], 0, 24, new byte[7], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cipher.seal(-1, false, new byte[8], 0, 8, new byte[24], 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private byte[] seal(long frame, boolean last, byte[] plaintext) {
        byte[] sealed = new byte[plaintext.length + FrameCipher.TAG_BYTES];
        cipher.seal(frame, last, plaintext, 0, plaintext.length, sealed, 0);
        return sealed;
    }

    private void assertRefused(long frame, boolean last, byte[] sealed) {
        assertThatThrownBy(() -> cipher.open(frame, last, sealed, 0, sealed.length, new byte[sealed.length], 0))
                .isInstanceOf(DecryptionException.class)
                .hasMessageContaining("frame " + frame);
    }

    private static byte[] sequence(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
