package network.cairn.proofs.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.PieceRoot;
import org.junit.jupiter.api.Test;

class ChunksProofTest {
    private static byte[] prove(byte[] piece, long... chunks) throws IOException {
        var writer = new CanonicalWriter();
        TestPieces.tree(piece).proveChunks(chunks, TestPieces.readerOf(piece), writer);
        return writer.toBytes();
    }

    private static PieceRoot root(int lengthBytes, long[] chunks, byte[] proof) throws CodecException {
        var reader = new CanonicalReader(proof);
        PieceRoot root = ChunksVerifier.root(lengthBytes, chunks, reader);
        reader.end();
        return root;
    }

    private static long[] someOf(SplittableRandom random, long chunks) {
        return LongStream.generate(() -> random.nextLong(chunks))
                .limit(random.nextInt(1, 30))
                .sorted()
                .distinct()
                .toArray();
    }

    @Test
    void root_randomPiecesAndChunks_isTheIndependentOne() throws Exception {
        for (long seed = 0; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            byte[] piece = TestPieces.random(random, TestPieces.length(random, 400_000));
            long[] chunks = someOf(random, PieceTree.chunks(piece.length));
            byte[] proof = prove(piece, chunks);
            String what = "seed " + seed + ", " + piece.length + " bytes, chunks " + Arrays.toString(chunks);
            PieceRoot right = TestPieces.rootByBouncyCastle(piece);
            assertThat(root(piece.length, chunks, proof)).as(what).isEqualTo(right);
            if (proof.length > 0) {
                byte[] flipped = proof.clone();
                flipped[random.nextInt(proof.length)] ^= (byte) (1 << random.nextInt(8));
                assertThat(root(piece.length, chunks, flipped)).as(what).isNotEqualTo(right);
                assertThatThrownBy(() -> root(piece.length, chunks, Arrays.copyOf(proof, proof.length - 1)))
                        .as(what)
                        .isInstanceOf(CodecException.class);
            }
            assertThatThrownBy(() -> root(piece.length, chunks, Arrays.copyOf(proof, proof.length + 1)))
                    .as(what)
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void proveChunks_readsOnlyTheChallengedGroupsOnce() throws Exception {
        byte[] piece = TestPieces.counting(500_001);
        List<PieceRange> reads = new ArrayList<>();
        RangeReader reader = (offset, lengthBytes) -> {
            reads.add(new PieceRange(offset, lengthBytes));
            return TestPieces.readerOf(piece).read(offset, lengthBytes);
        };
        TestPieces.tree(piece).proveChunks(new long[] {64, 65, 127, 488}, reader, new CanonicalWriter());
        assertThat(reads).containsExactly(new PieceRange(65_536, 65_536), new PieceRange(458_752, 41_249));
    }

    @Test
    void proveChunks_corruptPiece() {
        byte[] piece = TestPieces.counting(200_000);
        PieceTree tree = TestPieces.tree(piece);
        piece[70_000] ^= 1;
        assertThatThrownBy(() -> tree.proveChunks(new long[] {100}, TestPieces.readerOf(piece), new CanonicalWriter()))
                .isInstanceOf(CorruptPieceException.class);
    }

    @Test
    void chunks_thatAreNone() {
        byte[] piece = TestPieces.counting(5000);
        for (long[] chunks : new long[][] {{}, {-1}, {5}, {1, 1}, {2, 1}}) {
            assertThatThrownBy(() -> prove(piece, chunks)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> root(5000, chunks, new byte[9999])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void chunks_ofALength() {
        assertThat(PieceTree.chunks(0)).isEqualTo(1);
        assertThat(PieceTree.chunks(1)).isEqualTo(1);
        assertThat(PieceTree.chunks(1024)).isEqualTo(1);
        assertThat(PieceTree.chunks(1025)).isEqualTo(2);
        assertThat(PieceTree.chunks(1L << 30)).isEqualTo(1L << 20);
    }
}
