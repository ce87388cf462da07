package network.cairn.chain.beacon;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;

/// Beacons for simulations: hashes that cost a microsecond and behave as the real ones do towards
/// whoever does not
/// know their key, which here everybody does. Protects nothing.
public final class HashedBeacons implements Beacons {
    private final byte[] key;
    private final int threshold;
    private final List<ActorId> holders;
    private final ActorId self;

    /// @param key what all of a simulation's validators have in common
    public HashedBeacons(byte[] key, int threshold, List<ActorId> holders, ActorId self) {
        this.key = key.clone();
        this.threshold = threshold;
        this.holders = List.copyOf(holders);
        this.self = self;
    }

    @Override
    public Optional<BeaconSignature> ownShare(long epoch) {
        return holders.contains(self) ? Optional.of(share(epoch, self)) : Optional.empty();
    }

    @Override
    public boolean isShare(long epoch, ActorId from, BeaconSignature share) {
        return epoch >= 0 && holders.contains(from) && share.equals(share(epoch, from));
    }

    @Override
    public Optional<BeaconSignature> combine(long epoch, Map<ActorId, BeaconSignature> shares) {
        long valid = shares.entrySet().stream()
                .filter(share -> isShare(epoch, share.getKey(), share.getValue()))
                .count();
        return valid >= threshold ? Optional.of(beacon(epoch)) : Optional.empty();
    }

    @Override
    public boolean isBeacon(long epoch, BeaconSignature beacon) {
        return epoch >= 0 && beacon.equals(beacon(epoch));
    }

    private BeaconSignature beacon(long epoch) {
        return hash(new CanonicalWriter().bytes(key).u64(epoch));
    }

    private BeaconSignature share(long epoch, ActorId holder) {
        return hash(new CanonicalWriter().bytes(key).u64(epoch).id(holder));
    }

    private static BeaconSignature hash(CanonicalWriter content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(content.toBytes());
            return BeaconSignature.of(Arrays.copyOf(digest, BeaconSignature.LENGTH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }
}
