package network.cairn.node.http;

import java.util.Optional;
import network.cairn.node.deal.DealDesk;
import network.cairn.node.egress.EgressGate;
import network.cairn.node.store.PieceStore;

/// What requests to a node are filled from.
///
/// @param store the pieces
/// @param egress lets those reads pass that are paid for
/// @param deals where clients do business with the node; empty where it does none on a ledger
public record NodeParts(PieceStore store, EgressGate egress, Optional<DealDesk> deals) {
    /// A node that does no business on a ledger.
    public NodeParts(PieceStore store, EgressGate egress) {
        this(store, egress, Optional.empty());
    }

    /// A node that serves reads for free.
    public static NodeParts free(PieceStore store) {
        return new NodeParts(store, EgressGate.free(), Optional.empty());
    }
}
