package network.cairn.chain.validator;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.chain.beacon.Beacons;
import network.cairn.chain.message.PeerMessage;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;

/// How the beacon of the epoch before comes about: shares are gathered until there are enough, and the beacon is
/// offered to blocks until one that is final has it.
///
/// The own share exists only once the epoch's last block is final: {@link #epochBegins} is called then and not
/// before. Shares of the epoch under way, from peers that have finished it a moment earlier, are kept for then.
final class BeaconRound {
    private static final int REFUSED_MAX = 256;

    private final Beacons beacons;
    private final ActorId self;

    /// By epoch, the one before and the one under way, the shares that were found right.
    private final Map<Long, Map<ActorId, BeaconSignature>> shares = new TreeMap<>();

    /// Whose share of which epoch was found wrong: it is not checked again.
    private final Set<Holder> refused = new HashSet<>();

    private record Holder(long epoch, ActorId id) {}

    private long epoch;
    private boolean included = true;
    private Optional<BeaconSignature> beacon = Optional.empty();

    BeaconRound(Beacons beacons, ActorId self) {
        this.beacons = beacons;
        this.self = self;
    }

    /// An epoch begins: the last block of the one before is final.
    ///
    /// @param included whether a final block has the beacon already
    void epochBegins(long epoch, boolean included) {
        this.epoch = epoch;
        this.included = included || epoch == 0;
        this.beacon = Optional.empty();
        shares.keySet().removeIf(of -> of < epoch - 1);
        refused.removeIf(holder -> holder.epoch() < epoch - 1);
        if (!this.included) {
            beacons.ownShare(epoch - 1).ifPresent(share -> gathered(epoch - 1).put(self, share));
            combine();
        }
    }

    private Map<ActorId, BeaconSignature> gathered(long of) {
        return shares.computeIfAbsent(of, _ -> new TreeMap<>());
    }

    /// The own share, while it is of use to others.
    Optional<PeerMessage.BeaconShare> toSay() {
        if (included) {
            return Optional.empty();
        }
        return Optional.ofNullable(gathered(epoch - 1).get(self))
                .map(share -> new PeerMessage.BeaconShare(epoch - 1, self, share));
    }

    /// The beacon for the next block, where it is known here and in no final block.
    Optional<BeaconSignature> toInclude() {
        return included ? Optional.empty() : beacon;
    }

    /// A final block has the beacon.
    void included() {
        included = true;
        beacon = Optional.empty();
        shares.remove(epoch - 1);
    }

    /// Takes a peer's share.
    ///
    /// @return what is wrong with it, if it is one that no honest peer sends
    Optional<String> take(ActorId from, PeerMessage.BeaconShare message) {
        if (!message.validator().equals(from)) {
            return Optional.of("sent a beacon share of " + message.validator());
        }
        boolean wanted = message.epoch() == epoch || (message.epoch() == epoch - 1 && !included);
        var holder = new Holder(message.epoch(), from);
        if (!wanted || gathered(message.epoch()).containsKey(from)) {
            return Optional.empty();
        }
        if (refused.contains(holder) || refused.size() >= REFUSED_MAX) {
            return Optional.empty();
        }
        if (!beacons.isShare(message.epoch(), from, message.share())) {
            refused.add(holder);
            return Optional.of("sent a wrong share of the beacon of epoch " + message.epoch());
        }
        gathered(message.epoch()).put(from, message.share());
        if (message.epoch() == epoch - 1) {
            combine();
        }
        return Optional.empty();
    }

    private void combine() {
        if (beacon.isEmpty()) {
            beacon = beacons.combine(epoch - 1, gathered(epoch - 1));
        }
    }
}
