package network.cairn.chain.rpc;

import java.util.List;
import java.util.Optional;
import network.cairn.chain.mempool.MempoolStatus;
import network.cairn.chain.net.PeerStatus;
import network.cairn.chain.validator.ValidatorStatus;
import network.cairn.proofs.id.ActorId;

/// How a node stands, for its status page.
///
/// @param self who it signs as
/// @param software its version
/// @param validator how its validator stands
/// @param peers how it stands with its peers
/// @param mempool how full its mempool is
/// @param turnedAway transactions turned away since the start because too many waited to be checked
/// @param finalityMillis how long after its timestamp the newest block became final here
/// @param uptimeMillis since the node's start
/// @param failure what stopped it, if something did
public record NodeStatus(
        ActorId self,
        String software,
        ValidatorStatus validator,
        List<PeerStatus> peers,
        MempoolStatus mempool,
        long turnedAway,
        long finalityMillis,
        long uptimeMillis,
        Optional<String> failure) {
    public NodeStatus {
        peers = List.copyOf(peers);
    }
}
