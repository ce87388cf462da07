package network.cairn.chain.beacon;

import java.util.Optional;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.client.ledger.Genesis;

/// Who makes the beacon of an epoch. A chain whose key was dealt at genesis has one group for all
/// epochs; one
/// that makes its keys itself has another with each change of validators.
@FunctionalInterface
public interface BeaconGroups {
    /// The group of an epoch; nothing where nobody makes that epoch's beacon.
    Optional<BeaconGroup> group(long epoch);

    /// The genesis' group, for all epochs.
    static BeaconGroups of(Genesis genesis) {
        return epoch -> genesis.beacon();
    }
}
