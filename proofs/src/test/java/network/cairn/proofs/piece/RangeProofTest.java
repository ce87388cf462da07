package network.cairn.proofs.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.proofs.id.PieceRoot;
import org.junit.jupiter.api.Test;

class RangeProofTest {
    private static final Verdict ACCEPTED = new Verdict.Accepted();
    private static final int CHUNK = 1024;

    @Test
    void verify_everyChunk() throws IOException {
        for (int length : new int[] {1, 1023, 1024, 1025, 3000, 65_536, 65_537, 66_561, 131_072, 200_001, 262_145}) {
            byte[] piece = TestPieces.counting(length);
            PieceTree tree = TestPieces.tree(piece);
            for (int offset = 0; offset < length; offset += CHUNK) {
                var range = new PieceRange(offset, Math.min(CHUNK, length - offset));
                byte[] proof = tree.prove(range.offset(), range.lengthBytes(), TestPieces.readerOf(piece));
                assertThat(verify(tree, piece, range, proof))
                        .as("length %d, offset %d", length, offset)
                        .isEqualTo(ACCEPTED);
            }
        }
    }

    @Test
    void verify_everyRangeOfSmallPieces() throws IOException {
        for (int length = 1; length <= 20 * CHUNK; length += 489) {
            byte[] piece = TestPieces.counting(length);
            PieceTree tree = TestPieces.tree(piece);
            for (int start = 0; start < length; start += CHUNK) {
                for (int end = start + CHUNK; end < length + CHUNK; end += CHUNK) {
                    var range = new PieceRange(start, Math.min(end, length) - start);
                    byte[] proof = tree.prove(range.offset(), range.lengthBytes(), TestPieces.readerOf(piece));
                    assertThat(verify(tree, piece, range, proof))
                            .as("length %d, %s", length, range)
                            .isEqualTo(ACCEPTED);
                }
            }
        }
    }

    @Test
    void verify_randomRanges_acceptedAndEveryChangeRejected() throws IOException {
        for (long seed = 0; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            byte[] piece = TestPieces.random(random, TestPieces.length(random, seed % 20 == 0 ? 10 << 20 : 400_000));
            PieceTree tree = TestPieces.tree(piece);
            PieceRange range = randomRange(random, piece.length);
            String what = "seed " + seed + ", " + piece.length + " bytes, " + range;
            byte[] proof = tree.prove(range.offset(), range.lengthBytes(), TestPieces.readerOf(piece));
            assertThat(proof)
                    .as(what)
                    .hasSize(RangeVerifier.proofBytes(piece.length, range.offset(), range.lengthBytes()));
            assertThat(verify(tree, piece, range, proof)).as(what).isEqualTo(ACCEPTED);
            rejectsChangedProofs(random, tree, piece, range, proof, what);
            rejectsChangedData(random, tree, piece, range, proof, what);
            rejectsChangedPlace(random, tree, piece, range, proof, what);
        }
    }

    private static void rejectsChangedProofs(
            SplittableRandom random, PieceTree tree, byte[] piece, PieceRange range, byte[] proof, String what) {
        for (int length : new int[] {0, proof.length - 1, proof.length - 32, proof.length + 1, proof.length + 32}) {
            if (length >= 0 && length != proof.length) {
                assertThat(verify(tree, piece, range, Arrays.copyOf(proof, length)))
                        .as("%s, proof of %d bytes", what, length)
                        .isEqualTo(new Verdict.Rejected(Verdict.Reason.WRONG_SIZE));
            }
        }
        assertThat(verify(tree, piece, range, flipped(proof, random.nextInt(8))))
                .as("%s, other version", what)
                .isEqualTo(new Verdict.Rejected(Verdict.Reason.MALFORMED));
        for (int i = 0; i < 4 && proof.length > 1; i++) {
            int bit = random.nextInt(8, proof.length * 8);
            assertThat(verify(tree, piece, range, flipped(proof, bit)))
                    .as("%s, bit %d of the proof flipped", what, bit)
                    .isEqualTo(new Verdict.Rejected(Verdict.Reason.ROOT_MISMATCH));
        }
        if (proof.length > 1 + 32) {
            byte[] swapped = proof.clone();
            System.arraycopy(proof, 1, swapped, 33, 32);
            System.arraycopy(proof, 33, swapped, 1, 32);
            assertThat(verify(tree, piece, range, swapped))
                    .as("%s, nodes swapped", what)
                    .isEqualTo(new Verdict.Rejected(Verdict.Reason.ROOT_MISMATCH));
        }
    }

    private static void rejectsChangedData(
            SplittableRandom random, PieceTree tree, byte[] piece, PieceRange range, byte[] proof, String what) {
        byte[] data = TestPieces.range(piece, range);
        if (data.length > 0) {
            int bit = random.nextInt(data.length) * 8 + random.nextInt(8);
            assertThat(RangeVerifier.verify(tree.root(), piece.length, range.offset(), flipped(data, bit), proof))
                    .as("%s, bit %d of the data flipped", what, bit)
                    .isEqualTo(new Verdict.Rejected(Verdict.Reason.ROOT_MISMATCH));
        }
        for (int length : new int[] {0, data.length - 1, data.length - CHUNK, data.length + 1, data.length + CHUNK}) {
            if (length >= 0 && length != data.length) {
                byte[] other = Arrays.copyOf(data, length);
                assertThat(RangeVerifier.verify(tree.root(), piece.length, range.offset(), other, proof))
                        .as("%s, %d bytes of data", what, length)
                        .isInstanceOf(Verdict.Rejected.class);
            }
        }
    }

    private static void rejectsChangedPlace(
            SplittableRandom random, PieceTree tree, byte[] piece, PieceRange range, byte[] proof, String what) {
        byte[] data = TestPieces.range(piece, range);
        PieceRoot otherRoot = PieceRoot.of(flipped(tree.root().toBytes(), random.nextInt(256)));
        assertThat(RangeVerifier.verify(otherRoot, piece.length, range.offset(), data, proof))
                .as("%s, other root", what)
                .isEqualTo(new Verdict.Rejected(Verdict.Reason.ROOT_MISMATCH));
        long[] offsets = {
            range.offset() - CHUNK, range.offset() + CHUNK, range.offset() + 1, range.offset() - 1, -1, Long.MAX_VALUE
        };
        for (long offset : offsets) {
            assertThat(RangeVerifier.verify(tree.root(), piece.length, offset, data, proof))
                    .as("%s, offset %d", what, offset)
                    .isInstanceOf(Verdict.Rejected.class);
        }
        boolean reachesEnd = range.offset() + range.lengthBytes() == piece.length;
        long[] lengths = {
            piece.length - 1L,
            piece.length + 1L,
            piece.length + CHUNK,
            piece.length - CHUNK,
            2L * piece.length + 1,
            random.nextLong(1L << 40),
            Long.MAX_VALUE,
            -1
        };
        for (long length : lengths) {
            Verdict verdict = RangeVerifier.verify(tree.root(), length, range.offset(), data, proof);
            if (reachesEnd || length < 0) {
                assertThat(verdict).as("%s, piece length %d", what, length).isInstanceOf(Verdict.Rejected.class);
            }
        }
    }

    @Test
    void verify_lastRange_rejectsEveryOtherLength() throws IOException {
        for (int length : new int[] {1, 1024, 1025, 4096, 5000, 65_536, 70_000, 140_000}) {
            byte[] piece = TestPieces.counting(length);
            PieceTree tree = TestPieces.tree(piece);
            int offset = (length - 1) / CHUNK * CHUNK;
            byte[] proof = tree.prove(offset, length - offset, TestPieces.readerOf(piece));
            byte[] data = Arrays.copyOfRange(piece, offset, length);
            for (long other = 0; other < 3L * length; other++) {
                if (other != length) {
                    assertThat(RangeVerifier.verify(tree.root(), other, offset, data, proof))
                            .as("length %d taken for %d", length, other)
                            .isInstanceOf(Verdict.Rejected.class);
                }
            }
        }
    }

    @Test
    void verify_chainingValuesPresentedAsData() throws IOException {
        byte[] piece = TestPieces.counting(2 * CHUNK);
        PieceTree tree = TestPieces.tree(piece);
        byte[] right = tree.prove(0, CHUNK, TestPieces.readerOf(piece));
        byte[] left = tree.prove(CHUNK, CHUNK, TestPieces.readerOf(piece));
        byte[] children = new byte[64];
        System.arraycopy(left, 1, children, 0, 32);
        System.arraycopy(right, 1, children, 32, 32);
        assertThat(RangeVerifier.verify(tree.root(), 64, 0, children, new byte[] {1}))
                .isEqualTo(new Verdict.Rejected(Verdict.Reason.ROOT_MISMATCH));
    }

    @Test
    void verify_randomBytes_rejectedWithoutException() {
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new SplittableRandom(seed);
            long length = random.nextLong() >>> random.nextInt(64);
            long offset = random.nextLong() >> random.nextInt(64);
            if (random.nextInt(4) > 0) {
                offset = offset / CHUNK * CHUNK;
            }
            byte[] data = TestPieces.random(random, random.nextInt(4) * (random.nextBoolean() ? CHUNK : 100));
            int proofBytes = random.nextInt(2500);
            if (random.nextInt(4) > 0 && PieceRange.isInside(length, offset, data.length)) {
                proofBytes = RangeVerifier.proofBytes(length, offset, data.length);
            }
            byte[] proof = TestPieces.random(random, proofBytes);
            if (proof.length > 0 && random.nextInt(4) > 0) {
                proof[0] = RangeVerifier.PROOF_VERSION;
            }
            PieceRoot root = PieceRoot.of(TestPieces.random(random, 32));
            assertThat(RangeVerifier.verify(root, length, offset, data, proof))
                    .as("seed %d", seed)
                    .isInstanceOf(Verdict.Rejected.class);
        }
    }

    @Test
    void verify_emptyPiece() throws IOException {
        PieceTree tree = TestPieces.tree(new byte[0]);
        byte[] proof = tree.prove(0, 0, TestPieces.readerOf(new byte[0]));
        assertThat(proof).containsExactly(1);
        assertThat(RangeVerifier.verify(tree.root(), 0, 0, new byte[0], proof)).isEqualTo(ACCEPTED);
        assertThat(RangeVerifier.verify(tree.root(), 1, 0, new byte[0], proof))
                .isEqualTo(new Verdict.Rejected(Verdict.Reason.RANGE_OUTSIDE_PIECE));
        assertThat(RangeVerifier.verify(tree.root(), 1, 0, new byte[1], proof))
                .isEqualTo(new Verdict.Rejected(Verdict.Reason.ROOT_MISMATCH));
        PieceRoot other = TestPieces.tree(new byte[1]).root();
        assertThat(RangeVerifier.verify(other, 0, 0, new byte[0], proof))
                .isEqualTo(new Verdict.Rejected(Verdict.Reason.ROOT_MISMATCH));
    }

    @Test
    void verify_unalignedRange() {
        PieceTree tree = TestPieces.tree(TestPieces.counting(5000));
        var unaligned = new Verdict.Rejected(Verdict.Reason.RANGE_UNALIGNED);
        assertThat(RangeVerifier.verify(tree.root(), 5000, 1, new byte[1023], new byte[1]))
                .isEqualTo(unaligned);
        assertThat(RangeVerifier.verify(tree.root(), 5000, 1024, new byte[1000], new byte[1]))
                .isEqualTo(unaligned);
        assertThat(RangeVerifier.verify(tree.root(), 5000, 4999, new byte[1], new byte[1]))
                .isEqualTo(unaligned);
    }

    @Test
    void prove_readsOnlyTheCutGroups() throws IOException {
        byte[] piece = TestPieces.counting(500_001);
        PieceTree tree = TestPieces.tree(piece);
        assertThat(reads(tree, piece, new PieceRange(0, 500_001))).isEmpty();
        assertThat(reads(tree, piece, new PieceRange(65_536, 131_072))).isEmpty();
        assertThat(reads(tree, piece, new PieceRange(66_560, 1024))).containsExactly(new PieceRange(65_536, 65_536));
        assertThat(reads(tree, piece, new PieceRange(66_560, 400_000 / 1024 * 1024)))
                .containsExactly(new PieceRange(65_536, 65_536), new PieceRange(458_752, 41_249));
        assertThat(reads(tree, piece, new PieceRange(499_712, 289))).containsExactly(new PieceRange(458_752, 41_249));
    }

    private static List<PieceRange> reads(PieceTree tree, byte[] piece, PieceRange range) throws IOException {
        List<PieceRange> reads = new ArrayList<>();
        byte[] proof = tree.prove(range.offset(), range.lengthBytes(), (offset, lengthBytes) -> {
            reads.add(new PieceRange(offset, lengthBytes));
            return TestPieces.readerOf(piece).read(offset, lengthBytes);
        });
        assertThat(verify(tree, piece, range, proof)).isEqualTo(ACCEPTED);
        return reads;
    }

    @Test
    void prove_corruptPiece() {
        for (int length : new int[] {5000, 65_536, 200_000}) {
            byte[] piece = TestPieces.counting(length);
            PieceTree tree = TestPieces.tree(piece);
            piece[2500] ^= 1;
            assertThatThrownBy(() -> tree.prove(0, CHUNK, TestPieces.readerOf(piece)))
                    .isInstanceOfSatisfying(CorruptPieceException.class, e -> {
                        assertThat(e.offset()).isZero();
                        assertThat(e.lengthBytes()).isEqualTo(Math.min(length, PieceTree.GROUP_BYTES));
                    });
        }
    }

    @Test
    void prove_readerReturnsLess() {
        byte[] piece = TestPieces.counting(5000);
        assertThatThrownBy(() -> TestPieces.tree(piece).prove(0, CHUNK, (offset, lengthBytes) -> new byte[4999]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4999");
    }

    @Test
    void prove_rangeThatHasNoProof() {
        byte[] piece = TestPieces.counting(5000);
        PieceTree tree = TestPieces.tree(piece);
        long[][] ranges = {{0, 0}, {-1024, 1024}, {0, 5001}, {1, 1024}, {0, 1000}, {5000, 0}, {4096, 1024}, {0, -1}};
        for (long[] range : ranges) {
            assertThatThrownBy(() -> tree.prove(range[0], range[1], TestPieces.readerOf(piece)))
                    .as("%d, %d", range[0], range[1])
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void covering_movesBothEndsOutwards() {
        assertThat(PieceRange.covering(5000, 0, 1)).isEqualTo(new PieceRange(0, 1024));
        assertThat(PieceRange.covering(5000, 1023, 2)).isEqualTo(new PieceRange(0, 2048));
        assertThat(PieceRange.covering(5000, 1024, 1024)).isEqualTo(new PieceRange(1024, 1024));
        assertThat(PieceRange.covering(5000, 4200, 1)).isEqualTo(new PieceRange(4096, 904));
        assertThat(PieceRange.covering(5000, 4999, 1)).isEqualTo(new PieceRange(4096, 904));
        assertThat(PieceRange.covering(0, 0, 0)).isEqualTo(new PieceRange(0, 0));
        assertThat(PieceRange.covering(Long.MAX_VALUE, Long.MAX_VALUE - 1, 1))
                .isEqualTo(new PieceRange(Long.MAX_VALUE - 1023, 1023));
        assertThatThrownBy(() -> PieceRange.covering(5000, 5000, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PieceRange.covering(5000, 4999, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PieceRange.covering(5000, -1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static PieceRange randomRange(SplittableRandom random, int pieceLength) {
        if (pieceLength == 0) {
            return new PieceRange(0, 0);
        }
        int offset = random.nextInt(pieceLength);
        int length = random.nextInt(3) == 0 ? 1 : random.nextInt(1, pieceLength - offset + 1);
        if (random.nextInt(4) == 0) {
            length = pieceLength - offset;
        }
        return PieceRange.covering(pieceLength, offset, length);
    }

    private static Verdict verify(PieceTree tree, byte[] piece, PieceRange range, byte[] proof) {
        return RangeVerifier.verify(tree.root(), piece.length, range.offset(), TestPieces.range(piece, range), proof);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] changed = bytes.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        return changed;
    }
}
