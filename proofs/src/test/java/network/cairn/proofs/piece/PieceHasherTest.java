package network.cairn.proofs.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import network.cairn.proofs.Vectors;
import network.cairn.proofs.id.PieceRoot;
import org.junit.jupiter.api.Test;

class PieceHasherTest {
    private static final int LENGTH_BYTES_MAX = 10 << 20;

    @Test
    void finish_officialVectors() {
        var vectors = Vectors.read("blake3");
        assertThat(vectors).hasSize(22);
        for (String[] vector : vectors) {
            byte[] piece = TestPieces.counting(Integer.parseInt(vector[0]));
            PieceRoot expected = PieceRoot.fromHex(vector[1]);
            assertThat(TestPieces.tree(piece).root()).as("length %s", vector[0]).isEqualTo(expected);
            assertThat(TestPieces.rootByBouncyCastle(piece))
                    .as("Bouncy Castle, length %s", vector[0])
                    .isEqualTo(expected);
        }
    }

    @Test
    void finish_everyLengthAroundBlocksChunksAndGroups() {
        byte[] piece = TestPieces.counting(260 * 1024);
        for (int border : new int[] {0, 64, 128, 1024, 2048, 3072, 64 << 10, 128 << 10, 192 << 10, 256 << 10}) {
            for (int length = Math.max(0, border - 2); length <= border + 2; length++) {
                byte[] prefix = Arrays.copyOf(piece, length);
                PieceTree tree = TestPieces.tree(prefix);
                assertThat(tree.root()).as("length %d", length).isEqualTo(TestPieces.rootByBouncyCastle(prefix));
                assertThat(tree.lengthBytes()).isEqualTo(length);
            }
        }
    }

    @Test
    void update_anySplit_sameTree() {
        for (long seed = 0; seed < 40; seed++) {
            var random = new SplittableRandom(seed);
            byte[] piece = TestPieces.random(random, TestPieces.length(random, seed < 12 ? LENGTH_BYTES_MAX : 300_000));
            int updateBytesMax = 1 + random.nextInt(new int[] {3000, 70_000, 400_000}[random.nextInt(3)]);
            var hasher = new PieceHasher();
            for (int position = 0; position < piece.length; ) {
                int taken = Math.min(piece.length - position, TestPieces.length(random, updateBytesMax));
                hasher.update(piece, position, taken);
                position += taken;
            }
            PieceTree tree = hasher.finish();
            assertThat(tree.root())
                    .as("seed %d, %d bytes", seed, piece.length)
                    .isEqualTo(TestPieces.rootByBouncyCastle(piece));
            assertThat(tree).as("seed %d", seed).isEqualTo(TestPieces.tree(piece));
        }
    }

    @Test
    void update_afterFinish() {
        var hasher = new PieceHasher();
        hasher.finish();
        assertThatThrownBy(() -> hasher.update(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(hasher::finish).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void update_rangeOutsideArray() {
        var hasher = new PieceHasher();
        assertThatThrownBy(() -> hasher.update(new byte[4], 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> hasher.update(new byte[4], -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> hasher.update(new byte[4], 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(hasher.finish().lengthBytes()).isZero();
    }

    @Test
    void update_beyondTheLongestPiece() {
        var hasher = new PieceHasher();
        byte[] part = new byte[1 << 20];
        for (long length = 0; length < PieceTree.PIECE_BYTES_MAX; length += part.length) {
            hasher.update(part, 0, part.length);
        }
        assertThatThrownBy(() -> hasher.update(part, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1073741824");
        PieceTree tree = hasher.finish();
        assertThat(tree.lengthBytes()).isEqualTo(PieceTree.PIECE_BYTES_MAX);
        assertThat((long) tree.encode().length).isEqualTo(PieceTree.encodedBytes(PieceTree.PIECE_BYTES_MAX));
    }
}
