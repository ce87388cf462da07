package network.cairn.proofs.piece;

import java.io.IOException;

/// The making of one proof: the walk over the piece's tree that {@link RangeVerifier} repeats.
final class RangeProver {
    private final PieceTree tree;
    private final long start;
    private final long end;
    private final GroupReader groups;
    private final byte[] proof;
    private int proofPosition;

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
        this.groups = new GroupReader(tree, reader);
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
        groups.writeNode(from, lengthBytes, proof, proofPosition);
        proofPosition += Blake3.CHAINING_VALUE_BYTES;
    }
}
