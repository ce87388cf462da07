package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;

/// What a block says of itself to its transactions.
///
/// @param beacon the beacon of the epoch before, if the block brings it
public record BlockContext(
        long height, long epoch, long timestampMillis, ActorId proposer, Optional<BeaconSignature> beacon) {}
