package network.cairn.chain.beacon;

import java.util.Map;
import java.util.Optional;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;

/// A validator's part in the beacons: its own shares, the check of the others' and how they are put
/// together.
///
/// When to say a share is the caller's to decide: not before the epoch's last block is final, or the
/// beacon would
/// be known while the epoch can still be changed. Thread-safe; nothing here blocks.
public interface Beacons extends BeaconCheck {
    /// Of a chain on which nobody makes beacons.
    Beacons NONE = new Beacons() {
        @Override
        public Optional<BeaconSignature> ownShare(long epoch) {
            return Optional.empty();
        }

        @Override
        public boolean isShare(long epoch, ActorId from, BeaconSignature share) {
            return false;
        }

        @Override
        public Optional<BeaconSignature> combine(long epoch, Map<ActorId, BeaconSignature> shares) {
            return Optional.empty();
        }

        @Override
        public boolean isBeacon(long epoch, BeaconSignature beacon) {
            return false;
        }
    };

    /// This validator's share of an epoch's beacon; nothing where it holds none.
    Optional<BeaconSignature> ownShare(long epoch);

    /// Whether this is that validator's share of the epoch's beacon.
    boolean isShare(long epoch, ActorId from, BeaconSignature share);

    /// The epoch's beacon, once there are shares enough; the same whichever they are.
    ///
    /// @param shares by holder, each of which {@link #isShare} has accepted; holders it does not know
    ///     are passed over
    Optional<BeaconSignature> combine(long epoch, Map<ActorId, BeaconSignature> shares);
}
