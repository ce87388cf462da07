package network.cairn.chain.beacon;

import java.util.Optional;
import network.cairn.proofs.beacon.BeaconSecret;

/// A validator's own shares of the beacons' keys.
@FunctionalInterface
public interface BeaconSecrets {
    /// Of somebody who holds none.
    BeaconSecrets NONE = epoch -> Optional.empty();

    /// The share for an epoch's beacon, where it holds one.
    Optional<BeaconSecret> secret(long epoch);

    /// One share for all epochs, as a genesis deals it.
    static BeaconSecrets of(BeaconSecret secret) {
        return epoch -> Optional.of(secret);
    }
}
