package network.cairn.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import network.cairn.client.GoldenVectors;
import network.cairn.proofs.id.SegmentId;
import org.junit.jupiter.api.Test;

class PieceMaskTest {
    private static final MaskKey BUCKET = MaskKey.of(filled(32, 0x11));
    private static final SegmentId SEGMENT = SegmentId.of(filled(32, 0x22));

    private final PieceMask mask = PieceMask.of(BUCKET, SEGMENT, 3);

    @Test
    void apply_frozenInputs_givesTheFrozenMask() {
        var vectors = GoldenVectors.load("encryption.properties");

        assertThat(HexFormat.of().formatHex(mask(mask, 0, 48)))
                .isEqualTo(HexFormat.of().formatHex(vectors.bytes("mask.start")));
        assertThat(HexFormat.of().formatHex(mask(mask, (1L << 40) + 5, 48)))
                .isEqualTo(HexFormat.of().formatHex(vectors.bytes("mask.far")));
    }

    @Test
    void apply_anyRange_isThatRangeOfTheWhole() {
        byte[] whole = mask(mask, 0, 300_000);
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            int from = random.nextInt(whole.length);
            int length = random.nextInt(Math.min(whole.length - from, 1 << random.nextInt(20)) + 1);
            byte[] part = new byte[length + 20];

            mask.apply(part, 7, length, from);

            assertThat(Arrays.copyOfRange(part, 7, 7 + length))
                    .as("seed %d", seed)
                    .isEqualTo(Arrays.copyOfRange(whole, from, from + length));
            assertThat(Arrays.copyOf(part, 7)).containsOnly(0);
            assertThat(Arrays.copyOfRange(part, 7 + length, part.length)).containsOnly(0);
        }
    }

    @Test
    void apply_twice_givesTheBytesBack() {
        byte[] bytes = new byte[100_003];
        new Random(1).nextBytes(bytes);
        byte[] original = bytes.clone();

        mask.apply(bytes, 0, bytes.length, 77);
        assertThat(bytes).isNotEqualTo(original);
        mask.apply(bytes, 0, bytes.length, 77);

        assertThat(bytes).isEqualTo(original);
    }

    @Test
    void of_otherPieceSegmentOrBucket_isAnotherMask() {
        byte[] own = mask(mask, 0, 64);

        assertThat(mask(PieceMask.of(BUCKET, SEGMENT, 4), 0, 64)).isNotEqualTo(own);
        assertThat(mask(PieceMask.of(BUCKET, SegmentId.of(filled(32, 0x23)), 3), 0, 64))
                .isNotEqualTo(own);
        assertThat(mask(PieceMask.of(MaskKey.of(filled(32, 0x12)), SEGMENT, 3), 0, 64))
                .isNotEqualTo(own);
    }

    @Test
    void of_segmentMaskKeyHandedToARepairer_isTheSameMask() {
        var handed = SegmentMaskKey.of(SegmentMaskKey.of(BUCKET, SEGMENT).toBytes());

        assertThat(mask(PieceMask.of(handed, 3), 0, 64)).isEqualTo(mask(mask, 0, 64));
    }

    @Test
    void of_indexOutsideTheCode_isRefused() {
        assertThatThrownBy(() -> PieceMask.of(BUCKET, SEGMENT, 255)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PieceMask.of(BUCKET, SEGMENT, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mask.apply(new byte[4], 0, 4, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mask.apply(new byte[4], 1, 4, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static byte[] mask(PieceMask mask, long offset, int length) {
        byte[] zeros = new byte[length];
        mask.apply(zeros, 0, length, offset);
        return zeros;
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
