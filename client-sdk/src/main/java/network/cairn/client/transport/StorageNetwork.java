package network.cairn.client.transport;

import java.util.List;
import network.cairn.proofs.id.ActorId;

/// The storage nodes a client may use.
public interface StorageNetwork {
    /// Every node known, in no particular order.
    List<NodeEndpoint> nodes();

    /// The node of this id, connected on first use.
    ///
    /// @throws NodeException with `Unreachable` if no node of this id is known any more
    StorageNode node(ActorId id) throws NodeException;
}
