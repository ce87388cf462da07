package network.cairn.client.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import network.cairn.client.GoldenVectors;
import network.cairn.client.HostileBytes;
import network.cairn.proofs.codec.CodecException;
import org.junit.jupiter.api.Test;

class StoredStreamTest {
    private static final int FRAME = StoredStream.FRAME_BYTES_DEFAULT;
    private static final long SEGMENT = StoredStream.SEGMENT_BYTES_MAX_DEFAULT;

    @Test
    void encode_frozenStream_isTheFrozenBytes() throws CodecException {
        var stream = new StoredStream(123_456_789_012L, FRAME, SEGMENT);
        byte[] frozen = GoldenVectors.load("manifest.properties").bytes("stream");

        assertThat(HexFormat.of().formatHex(stream.encode()))
                .isEqualTo(HexFormat.of().formatHex(frozen));
        assertThat(StoredStream.decode(frozen)).isEqualTo(stream);
    }

    @Test
    void shape_empty_isOneFrameOfATag() {
        var stream = new StoredStream(0, FRAME, SEGMENT);

        assertThat(stream.frames()).isEqualTo(1);
        assertThat(stream.segments()).isEqualTo(1);
        assertThat(stream.segmentBytes(0)).isEqualTo(StoredStream.TAG_BYTES);
    }

    @Test
    void shape_aroundAFrameAndASegment() {
        assertThat(new StoredStream(65_520, FRAME, SEGMENT).frames()).isEqualTo(1);
        assertThat(new StoredStream(65_521, FRAME, SEGMENT).frames()).isEqualTo(2);
        assertThat(new StoredStream(1024L * 65_520, FRAME, SEGMENT).segments()).isEqualTo(1);
        assertThat(new StoredStream(1024L * 65_520 + 1, FRAME, SEGMENT).segments())
                .isEqualTo(2);
        assertThat(new StoredStream(1024L * 65_520 + 1, FRAME, SEGMENT).segmentBytes(1))
                .isEqualTo(17);
    }

    @Test
    void shape_any_segmentsSumToTheCiphertext() {
        for (int seed = 0; seed < 1_000; seed++) {
            var random = new Random(seed);
            int frame = 17 + random.nextInt(300);
            long segment = (long) frame * (1 + random.nextInt(9));
            var stream = new StoredStream(random.nextInt(20_000), frame, segment);
            long sum = 0;
            for (int i = 0; i < stream.segments(); i++) {
                assertThat(stream.segmentBytes(i)).as("seed %d", seed).isBetween(1L, segment);
                sum += stream.segmentBytes(i);
            }
            assertThat(sum).as("seed %d", seed).isEqualTo(stream.ciphertextBytes());
            assertThat(stream.ciphertextBytes())
                    .as("seed %d", seed)
                    .isEqualTo(stream.plaintextBytes() + 16 * stream.frames());
        }
    }

    @Test
    void decode_hostileBytes_neverThrowsAnythingElse() {
        HostileBytes.assertOnlyCodecException(new StoredStream(123_456_789_012L, FRAME, SEGMENT).encode(), encoded -> {
            StoredStream stream = StoredStream.decode(encoded);
            assertThat(stream.encode()).isEqualTo(encoded);
            assertThat(stream.segmentBytes(stream.segments() - 1)).isPositive();
            return stream;
        });
    }

    @Test
    void stream_impossible_isRefused() {
        long[][] impossible = {
            {-1, FRAME, SEGMENT},
            {1, 16, 32},
            {1, 64, 63},
            {1, 64, 65},
            {StoredStream.PLAINTEXT_BYTES_MAX + 1, 64, 64},
            {StoredStream.PLAINTEXT_BYTES_MAX, 17, 17}
        };
        for (long[] shape : impossible) {
            assertThatThrownBy(() -> new StoredStream(shape[0], (int) shape[1], shape[2]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
