package network.cairn.chain.state;

import network.cairn.client.ledger.BeaconGroup;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.ChainId;

/// Checks beacons: whether a signature is the group's over a chain and one of its epochs.
@FunctionalInterface
public interface BeaconCheck {
    /// Takes no beacon at all: for chains whose genesis names no group.
    BeaconCheck NONE = (_, _, _, _) -> false;

    /// @param epoch the epoch whose beacon it is
    boolean holds(ChainId chain, BeaconGroup group, long epoch, BeaconSignature beacon);
}
