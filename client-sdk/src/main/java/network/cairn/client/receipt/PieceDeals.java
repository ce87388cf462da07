package network.cairn.client.receipt;

import java.util.Optional;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;

/// Tells in which deal a piece is: what a client remembers of its own.
@FunctionalInterface
public interface PieceDeals {
    /// The deal that a piece on a node is in, or is to be in; empty where there is none.
    Optional<DealId> dealOf(ActorId node, PieceId piece);
}
