package network.cairn.chain.beacon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.client.ledger.Genesis;
import network.cairn.proofs.beacon.BeaconKey;
import network.cairn.proofs.beacon.BeaconMessage;
import network.cairn.proofs.beacon.BeaconShares;
import network.cairn.proofs.beacon.BeaconVerdict;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.ChainId;
import org.jspecify.annotations.Nullable;

/// Beacons as threshold BLS signatures over the chain's id and the epoch.
///
/// A signature of the group is unique, so nobody can bias it: holders of fewer shares than the threshold
/// neither
/// foresee nor prevent it, as long as `threshold` others speak. Checking one takes about a millisecond.
public final class ThresholdBeacons implements Beacons {
    private final ChainId chain;
    private final BeaconGroups groups;
    private final BeaconSecrets secrets;

    /// The keys of the group asked for last: groups change seldom, and parsing a key costs as much as
    /// using it.
    private final AtomicReference<@Nullable Keys> newest = new AtomicReference<>();

    /// @param secrets this validator's own shares
    public ThresholdBeacons(ChainId chain, BeaconGroups groups, BeaconSecrets secrets) {
        this.chain = chain;
        this.groups = groups;
        this.secrets = secrets;
    }

    /// The check alone, for whoever holds no share.
    public static BeaconCheck check(Genesis genesis) {
        return new ThresholdBeacons(genesis.chainId(), BeaconGroups.of(genesis), BeaconSecrets.NONE);
    }

    @Override
    public Optional<BeaconSignature> ownShare(long epoch) {
        if (epoch < 0 || groups.group(epoch).isEmpty()) {
            return Optional.empty();
        }
        return secrets.secret(epoch).map(secret -> secret.sign(BeaconMessage.of(chain, epoch)));
    }

    @Override
    public boolean isShare(long epoch, ActorId from, BeaconSignature share) {
        return keys(epoch)
                .flatMap(keys -> Optional.ofNullable(keys.shares.get(from)))
                .filter(key -> isSignature(key, epoch, share))
                .isPresent();
    }

    @Override
    public Optional<BeaconSignature> combine(long epoch, Map<ActorId, BeaconSignature> shares) {
        return keys(epoch).flatMap(keys -> {
            var byIndex = new TreeMap<Integer, BeaconSignature>();
            shares.forEach(
                    (holder, share) -> keys.group.shareIndex(holder).ifPresent(index -> byIndex.put(index, share)));
            return BeaconShares.combine(keys.group.threshold(), byIndex)
                    .filter(beacon -> isSignature(keys.groupKey, epoch, beacon));
        });
    }

    @Override
    public boolean isBeacon(long epoch, BeaconSignature beacon) {
        return keys(epoch)
                .filter(keys -> isSignature(keys.groupKey, epoch, beacon))
                .isPresent();
    }

    private boolean isSignature(BeaconKey key, long epoch, BeaconSignature signature) {
        return key.verify(BeaconMessage.of(chain, epoch), signature) instanceof BeaconVerdict.Accepted;
    }

    private Optional<Keys> keys(long epoch) {
        if (epoch < 0) {
            return Optional.empty();
        }
        return groups.group(epoch).map(group -> {
            Keys known = newest.get();
            if (known != null && known.group.equals(group)) {
                return known;
            }
            var keys = Keys.of(group);
            newest.set(keys);
            return keys;
        });
    }

    /// A group with its keys parsed.
    private record Keys(BeaconGroup group, BeaconKey groupKey, Map<ActorId, BeaconKey> shares) {
        static Keys of(BeaconGroup group) {
            var shares = new HashMap<ActorId, BeaconKey>();
            for (BeaconGroup.Holder holder : group.members()) {
                shares.put(holder.validator(), key("the share of " + holder.validator(), holder.shareKey()));
            }
            return new Keys(group, key("the group", group.groupKey()), shares);
        }

        private static BeaconKey key(String whose, byte[] bytes) {
            return BeaconKey.parse(bytes)
                    .orElseThrow(() -> new IllegalStateException(
                            "the beacon key of " + whose + " is not a point of G2: the chain's genesis is wrong"));
        }
    }

    /// Whether a group's keys are points of G2 and its shares those of its key, so that any `threshold`
    /// of them do.
    public static boolean isSound(BeaconGroup group) {
        Optional<BeaconKey> groupKey = BeaconKey.parse(group.groupKey());
        List<BeaconKey> shares = new ArrayList<>();
        for (BeaconGroup.Holder holder : group.members()) {
            BeaconKey.parse(holder.shareKey()).ifPresent(shares::add);
        }
        return groupKey.isPresent()
                && shares.size() == group.members().size()
                && BeaconShares.areSharesOf(groupKey.get(), group.threshold(), shares);
    }
}
