package network.cairn.proofs.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import network.cairn.proofs.Vectors;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import org.junit.jupiter.api.Test;

class PieceTreeTest {
    @Test
    void encode_goldenVectors() throws CodecException {
        for (String[] vector : Vectors.read("piece-tree")) {
            byte[] piece = TestPieces.counting(Integer.parseInt(vector[0]));
            PieceTree tree = TestPieces.tree(piece);
            assertThat(HexFormat.of().formatHex(tree.encode()))
                    .as("length %s", vector[0])
                    .isEqualTo(vector[1]);
            assertThat(PieceTree.decode(HexFormat.of().parseHex(vector[1])).root())
                    .isEqualTo(TestPieces.rootByBouncyCastle(piece));
        }
    }

    @Test
    void prove_goldenVectors() throws IOException {
        for (String[] vector : Vectors.read("range-proof")) {
            byte[] piece = TestPieces.counting(Integer.parseInt(vector[0]));
            var range = new PieceRange(Long.parseLong(vector[1]), Long.parseLong(vector[2]));
            byte[] proof =
                    TestPieces.tree(piece).prove(range.offset(), range.lengthBytes(), TestPieces.readerOf(piece));
            assertThat(HexFormat.of().formatHex(proof)).as("%s", range).isEqualTo(vector[3]);
            assertThat(RangeVerifier.verify(
                            TestPieces.rootByBouncyCastle(piece),
                            piece.length,
                            range.offset(),
                            TestPieces.range(piece, range),
                            proof))
                    .isEqualTo(new Verdict.Accepted());
        }
    }

    @Test
    void decode_roundTrip() throws CodecException {
        for (long seed = 0; seed < 60; seed++) {
            var random = new SplittableRandom(seed);
            byte[] piece = TestPieces.random(random, TestPieces.length(random, 500_000));
            PieceTree tree = TestPieces.tree(piece);
            byte[] encoded = tree.encode();
            assertThat((long) encoded.length).isEqualTo(PieceTree.encodedBytes(piece.length));
            PieceTree decoded = PieceTree.decode(encoded);
            assertThat(decoded).as("seed %d", seed).isEqualTo(tree).hasSameHashCodeAs(tree);
            assertThat(decoded.root()).isEqualTo(tree.root());
            assertThat(decoded.lengthBytes()).isEqualTo(piece.length);
            assertThat(decoded.encode()).isEqualTo(encoded);
        }
    }

    @Test
    void decode_longestPiece() throws CodecException {
        var random = new SplittableRandom(7);
        int nodes = (int) (PieceTree.encodedBytes(PieceTree.PIECE_BYTES_MAX) - 9);
        byte[] encoded = new CanonicalWriter()
                .u8(1)
                .u64(PieceTree.PIECE_BYTES_MAX)
                .fixed(TestPieces.random(random, nodes))
                .toBytes();
        assertThat(PieceTree.decode(encoded).lengthBytes()).isEqualTo(PieceTree.PIECE_BYTES_MAX);
    }

    @Test
    void decode_changedNode_otherRoot() throws CodecException {
        for (long seed = 0; seed < 50; seed++) {
            var random = new SplittableRandom(seed);
            PieceTree tree = TestPieces.tree(TestPieces.random(random, random.nextInt(500_000)));
            byte[] encoded = tree.encode();
            encoded[random.nextInt(9, encoded.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(PieceTree.decode(encoded).root()).as("seed %d", seed).isNotEqualTo(tree.root());
        }
    }

    @Test
    void decode_hostileBytes() {
        byte[] encoded = TestPieces.tree(TestPieces.counting(200_000)).encode();
        for (int length = 0; length < encoded.length; length++) {
            rejects(Arrays.copyOf(encoded, length));
        }
        rejects(Arrays.copyOf(encoded, encoded.length + 1));
        rejects(Arrays.copyOf(encoded, encoded.length + 32));
        rejects(new byte[(int) PieceTree.encodedBytes(PieceTree.PIECE_BYTES_MAX) + 1]);
        for (int version = 0; version < 256; version++) {
            if (version != 1) {
                byte[] changed = encoded.clone();
                changed[0] = (byte) version;
                rejects(changed);
            }
        }
        for (long length : new long[] {0, 65_536, 196_608, 262_145, PieceTree.PIECE_BYTES_MAX + 1, Long.MAX_VALUE}) {
            rejects(new CanonicalWriter()
                    .u8(1)
                    .u64(length)
                    .fixed(new byte[4 * 32])
                    .toBytes());
        }
        byte[] negative = encoded.clone();
        Arrays.fill(negative, 1, 9, (byte) 0xff);
        rejects(negative);
    }

    @Test
    void decode_randomBytes() {
        for (long seed = 0; seed < 5_000; seed++) {
            var random = new SplittableRandom(seed);
            byte[] bytes = TestPieces.random(random, random.nextInt(400));
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = 1;
                Arrays.fill(bytes, 1, Math.min(bytes.length, 6 + random.nextInt(3)), (byte) 0);
            }
            try {
                PieceTree tree = PieceTree.decode(bytes);
                assertThat(tree.encode()).as("seed %d", seed).isEqualTo(bytes);
            } catch (CodecException e) {
                assertThat(e).as("seed %d", seed).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void encodedBytes_lengthOutOfRange() {
        assertThat(PieceTree.encodedBytes(0)).isEqualTo(41);
        assertThat(PieceTree.encodedBytes(65_536)).isEqualTo(41);
        assertThat(PieceTree.encodedBytes(65_537)).isEqualTo(73);
        assertThatThrownBy(() -> PieceTree.encodedBytes(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PieceTree.encodedBytes(PieceTree.PIECE_BYTES_MAX + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void rejects(byte[] encoded) {
        assertThatThrownBy(() -> PieceTree.decode(encoded)).isInstanceOf(CodecException.class);
    }
}
