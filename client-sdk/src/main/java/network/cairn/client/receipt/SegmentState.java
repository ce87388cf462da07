package network.cairn.client.receipt;

import java.util.List;
import network.cairn.proofs.id.SegmentId;

/// What a verified receipt shows of a segment.
///
/// @param number of the segment in its object, from 0
/// @param id the segment's
/// @param k how many of its pieces suffice to read it
/// @param total how many it can have
/// @param pieceBytes the length of each piece
/// @param pieces those that the receipt lists
/// @param durability what follows
public record SegmentState(
        int number, SegmentId id, int k, int total, long pieceBytes, List<PieceState> pieces, Durability durability) {
    public SegmentState {
        pieces = List.copyOf(pieces);
    }
}
