package network.cairn.chain.validator;

import java.util.List;
import java.util.Optional;
import network.cairn.client.ledger.Round;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;

/// Where a validator stands.
///
/// @param height the newest finalised height
/// @param block its block
/// @param round the round of consensus it is in
/// @param voting whether it votes
/// @param notVoting why it does not; empty where it votes
/// @param peers what the others last said of themselves, in the order of their ids
/// @param catchingUp whether it fetches finalised blocks or a snapshot
/// @param stopped whether it has stopped for good because its disk failed
public record ValidatorStatus(
        long height,
        BlockHash block,
        Round round,
        boolean voting,
        Optional<String> notVoting,
        List<PeerStanding> peers,
        boolean catchingUp,
        boolean stopped) {
    public ValidatorStatus {
        peers = List.copyOf(peers);
    }

    /// What a peer last said of itself.
    ///
    /// @param heardMillis when, by this validator's clock
    public record PeerStanding(ActorId peer, long finalisedHeight, Round round, long heardMillis) {}
}
