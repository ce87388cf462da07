package network.cairn.chain.net;

import network.cairn.chain.message.PeerMessage;
import network.cairn.proofs.id.ActorId;

/// What takes the peers' messages.
public interface MeshHandler {
    /// A message came. Called on a virtual thread of the peer's own, one message after the other: while
    /// this blocks, this peer and no other waits.
    ///
    /// @param trusted whether it is of a set in force, or the operator named it
    /// @param encodedBytes the message's length
    void received(ActorId peer, boolean trusted, PeerMessage message, int encodedBytes) throws InterruptedException;

    /// A peer is there, or is gone. Called on the mesh's event loop; does not block.
    void changed(ActorId peer, boolean connected);
}
