package network.cairn.proofs.piece;

import java.io.IOException;

/// The making of one proof: the walk over the piece's tree that {@link RangeVerifier} repeats.
final class RangeProver {
    private final PieceTree tree;
    private final long start;
    private final long end;
    private final RangeReader reader;
    private final SubtreeHasher subtree = new SubtreeHasher();
    private final byte[] proof;
    private int proofPosition;

    /// The cut group read last; the walk goes from left to right and so is done with it when it comes to
    /// another.
    private byte[] group = new byte[0];

    private long groupStart = -1;

    RangeProver(PieceTree tree, long offset, long lengthBytes, RangeReader reader) {
        int proofBytes = RangeVerifier.proofBytes(tree.lengthBytes(), offset, lengthBytes);
        if (!PieceRange.isAligned(tree.lengthBytes(), offset, lengthBytes)) {
            throw new IllegalArgumentException(lengthBytes + " bytes at offset " + offset
                    + " do not start and end at multiples of " + Blake3.CHUNK_BYTES + " or at the piece's end, "
                    + tree.lengthBytes());
        }
        this.tree = tree;
        this.start = offset;
        this.end = offset + lengthBytes;
        this.reader = reader;
        this.proof = new byte[proofBytes];
    }

    byte[] prove() throws IOException {
        proof[0] = RangeVerifier.PROOF_VERSION;
        proofPosition = RangeVerifier.HEADER_BYTES;
        walk(0, tree.lengthBytes());
        return proof;
    }

    private void walk(long from, long lengthBytes) throws IOException {
        if (start <= from && from + lengthBytes <= end) {
            return;
        }
        if (from >= end || from + lengthBytes <= start) {
            emit(from, lengthBytes);
            return;
        }
        long left = RangeVerifier.leftBytes(lengthBytes);
        walk(from, left);
        walk(from + left, lengthBytes - left);
    }

    private void emit(long from, long lengthBytes) throws IOException {
        long groupOf = from - from % PieceTree.GROUP_BYTES;
        int groupBytes = (int) Math.min(PieceTree.GROUP_BYTES, tree.lengthBytes() - groupOf);
        if (from == groupOf && lengthBytes >= groupBytes) {
            tree.writeNode(from, lengthBytes, proof, proofPosition);
        } else {
            if (groupStart != groupOf) {
                group = read(groupOf, groupBytes);
                groupStart = groupOf;
            }
            hash(group, (int) (from - groupOf), from, (int) lengthBytes, false, proof, proofPosition);
        }
        proofPosition += Blake3.CHAINING_VALUE_BYTES;
    }

    private byte[] read(long from, int lengthBytes) throws IOException {
        byte[] bytes = reader.read(from, lengthBytes);
        if (bytes.length != lengthBytes) {
            throw new IOException("the reader returned " + bytes.length + " bytes at offset " + from + " of the piece, "
                    + lengthBytes + " were asked for");
        }
        byte[] chainingValue = new byte[Blake3.CHAINING_VALUE_BYTES];
        hash(bytes, 0, from, lengthBytes, lengthBytes == tree.lengthBytes(), chainingValue, 0);
        if (!tree.isNode((int) (from / PieceTree.GROUP_BYTES), chainingValue)) {
            throw new CorruptPieceException(from, lengthBytes, "their hash is not the one kept");
        }
        return bytes;
    }

    private void hash(byte[] bytes, int offset, long from, int lengthBytes, boolean root, byte[] into, int intoOffset) {
        subtree.start(from / Blake3.CHUNK_BYTES);
        subtree.update(bytes, offset, lengthBytes);
        subtree.finish(root, into, intoOffset);
    }
}
