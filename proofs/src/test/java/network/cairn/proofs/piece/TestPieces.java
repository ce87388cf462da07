package network.cairn.proofs.piece;

import java.util.Arrays;
import java.util.SplittableRandom;
import network.cairn.proofs.id.PieceRoot;
import org.bouncycastle.crypto.digests.Blake3Digest;

/// Pieces to test with, and Bouncy Castle's BLAKE3 as the independent opinion on them.
final class TestPieces {
    private TestPieces() {}

    /// The bytes that the official vectors are made of.
    static byte[] counting(int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    static byte[] random(SplittableRandom random, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        random.nextBytes(bytes);
        return bytes;
    }

    /// A length up to the maximum: uniform, or within 2 bytes of a border of blocks, chunks, groups or powers of two.
    static int length(SplittableRandom random, int lengthBytesMax) {
        int[] borders = {64, 1024, PieceTree.GROUP_BYTES, Integer.highestOneBit(random.nextInt(1, lengthBytesMax))};
        int border = borders[random.nextInt(borders.length)];
        int length = random.nextBoolean()
                ? random.nextInt(lengthBytesMax + 1)
                : border * random.nextInt(lengthBytesMax / border + 1) + random.nextInt(-2, 3);
        return Math.clamp(length, 0, lengthBytesMax);
    }

    static PieceTree tree(byte[] piece) {
        var hasher = new PieceHasher();
        hasher.update(piece, 0, piece.length);
        return hasher.finish();
    }

    static RangeReader readerOf(byte[] piece) {
        return (offset, lengthBytes) -> Arrays.copyOfRange(piece, (int) offset, (int) offset + lengthBytes);
    }

    static byte[] range(byte[] piece, PieceRange range) {
        return Arrays.copyOfRange(piece, (int) range.offset(), (int) (range.offset() + range.lengthBytes()));
    }

    static PieceRoot rootByBouncyCastle(byte[] piece) {
        var digest = new Blake3Digest(32);
        digest.update(piece, 0, piece.length);
        byte[] hash = new byte[32];
        digest.doFinal(hash, 0);
        return PieceRoot.of(hash);
    }
}
