package network.cairn.chain.beacon;

import network.cairn.proofs.id.BeaconSignature;

/// Says whether a value is an epoch's beacon. Pure: the same answer everywhere and always.
@FunctionalInterface
public interface BeaconCheck {
    /// Of a chain on which nobody makes beacons: no value is one.
    BeaconCheck NONE = (epoch, beacon) -> false;

    /// Whether this is the beacon of that epoch. There is exactly one.
    boolean isBeacon(long epoch, BeaconSignature beacon);
}
