package network.cairn.node.http;

import network.cairn.node.egress.EgressGate;
import network.cairn.node.store.PieceStore;

/// What requests to a node are filled from.
///
/// @param store the pieces
/// @param egress lets those reads pass that are paid for
public record NodeParts(PieceStore store, EgressGate egress) {
    /// A node that serves reads for free.
    public static NodeParts free(PieceStore store) {
        return new NodeParts(store, EgressGate.free());
    }
}
