package network.cairn.proofs.piece;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChunkLanesTest {
    @Test
    void hash_everyNumberOfLanes_sameAsOneByOne() {
        var lanes = new ChunkLanes();
        var oneByOne = new Blake3();
        for (int count = 1; count <= ChunkLanes.LANES_MAX; count++) {
            var random = new SplittableRandom(count);
            int offset = random.nextInt(100);
            byte[] bytes = TestPieces.random(random, offset + count * Blake3.CHUNK_BYTES + random.nextInt(100));
            // Every third crosses the border of the counter's lower word.
            long counter = count % 3 == 0 ? (1L << 32) - random.nextInt(count + 1) : random.nextLong(1L << 50);
            lanes.hash(bytes, offset, counter, count);
            for (int lane = 0; lane < count; lane++) {
                byte[] expected = new byte[32];
                byte[] actual = new byte[32];
                oneByOne.chunk(bytes, offset + lane * Blake3.CHUNK_BYTES, counter + lane, expected, 0);
                lanes.write(lane, actual, 0);
                assertThat(actual).as("lane %d of %d", lane, count).isEqualTo(expected);
            }
        }
    }
}
