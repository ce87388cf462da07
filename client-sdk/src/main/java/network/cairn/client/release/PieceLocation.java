package network.cairn.client.release;

import network.cairn.proofs.id.ActorId;

/// Where a piece of a segment is or may be.
///
/// @param index its index in the segment's code
public record PieceLocation(int index, ActorId node) {}
