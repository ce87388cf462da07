package network.cairn.deploy.deal;

import network.cairn.client.erasure.StripeLayout;
import network.cairn.client.manifest.StoredStream;
import network.cairn.proofs.piece.PieceTree;

/// What objects come to on nodes, reckoned from their sizes alone.
///
/// @param pieces how many pieces
/// @param leaves what they hold, in leaves of 1 KiB
record PieceCount(long pieces, long leaves) {
    static final PieceCount NONE = new PieceCount(0, 0);

    private static final int INLINE_BYTES_MAX = 4096;

    /// What an object of a known size comes to, stored with `k` of `total` pieces.
    static PieceCount of(long sizeBytes, int k, int total) {
        if (sizeBytes <= INLINE_BYTES_MAX) {
            return NONE;
        }
        var stream =
                new StoredStream(sizeBytes, StoredStream.FRAME_BYTES_DEFAULT, StoredStream.SEGMENT_BYTES_MAX_DEFAULT);
        PieceCount sum = NONE;
        for (int segment = 0; segment < stream.segments(); segment++) {
            long pieceBytes = new StripeLayout(stream.segmentBytes(segment), k).pieceBytes();
            sum = sum.plus(new PieceCount(total, total * PieceTree.chunks(pieceBytes)));
        }
        return sum;
    }

    PieceCount plus(PieceCount that) {
        return new PieceCount(pieces + that.pieces, leaves + that.leaves);
    }
}
