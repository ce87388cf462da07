package network.cairn.chain.validator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.ledger.Round;
import network.cairn.proofs.id.ActorId;

/// What is known of the peers: where they say they stand, which did not answer, and how much each was served.
///
/// Whatever they say, it is at most {@value #PEERS_MAX} records: of more, those heard of longest ago go.
final class Peers {
    static final int PEERS_MAX = 256;

    /// What a peer may be served at once, and then each second.
    private static final long SERVED_BYTES_PER_SECOND = 32L << 20;

    private final Map<ActorId, Peer> peers = new TreeMap<>();

    private static final class Peer {
        private long height;
        private Round round = new Round(0, 0);
        private long heardMillis;
        private long failedMillis = Long.MIN_VALUE;
        private long helpedMillis = Long.MIN_VALUE;
        private long mayServeBytes = SERVED_BYTES_PER_SECOND;
        private long servedMillis;
    }

    void heard(ActorId id, long height, Round round, long nowMillis) {
        Peer peer = peer(id, nowMillis);
        peer.height = height;
        peer.round = round;
        peer.heardMillis = nowMillis;
    }

    /// A peer shows that it is at a height at least.
    void reached(ActorId id, long height, long nowMillis) {
        Peer peer = peer(id, nowMillis);
        peer.height = Math.max(peer.height, height);
    }

    private Peer peer(ActorId id, long nowMillis) {
        Peer known = peers.get(id);
        if (known != null) {
            return known;
        }
        if (peers.size() >= PEERS_MAX) {
            ActorId oldest = id;
            long oldestMillis = Long.MAX_VALUE;
            for (Map.Entry<ActorId, Peer> entry : peers.entrySet()) {
                if (entry.getValue().heardMillis < oldestMillis) {
                    oldest = entry.getKey();
                    oldestMillis = entry.getValue().heardMillis;
                }
            }
            peers.remove(oldest);
        }
        var peer = new Peer();
        peer.heardMillis = nowMillis;
        peer.servedMillis = nowMillis;
        peers.put(id, peer);
        return peer;
    }

    /// A peer did not answer, or not rightly: others are asked before it for a while.
    void failed(ActorId id, long nowMillis) {
        peer(id, nowMillis).failedMillis = nowMillis;
    }

    /// The peer said to be at least at this height that is to be asked next.
    ///
    /// Those that failed lately come last, the longest ago first; else the one after the last asked, so that the
    /// load goes round.
    Optional<ActorId> ahead(long height, Optional<ActorId> lastAsked, long nowMillis, Duration failureMemory) {
        var willing = new ArrayList<ActorId>();
        Optional<ActorId> failedLongestAgo = Optional.empty();
        long failedMillis = Long.MAX_VALUE;
        for (Map.Entry<ActorId, Peer> entry : peers.entrySet()) {
            Peer peer = entry.getValue();
            if (peer.height < height) {
                continue;
            }
            boolean failedLately =
                    peer.failedMillis != Long.MIN_VALUE && nowMillis - peer.failedMillis < failureMemory.toMillis();
            if (!failedLately) {
                willing.add(entry.getKey());
            } else if (peer.failedMillis < failedMillis) {
                failedMillis = peer.failedMillis;
                failedLongestAgo = Optional.of(entry.getKey());
            }
        }
        if (willing.isEmpty()) {
            return failedLongestAgo;
        }
        return willing.stream()
                .filter(id -> lastAsked.isPresent() && id.compareTo(lastAsked.get()) > 0)
                .findFirst()
                .or(() -> Optional.of(willing.getFirst()));
    }

    /// The greatest height anybody says to have finalised.
    long heightMax() {
        return peers.values().stream().mapToLong(peer -> peer.height).max().orElse(0);
    }

    long height(ActorId id) {
        Peer peer = peers.get(id);
        return peer == null ? 0 : peer.height;
    }

    /// Whether a peer may be told now where this validator stands though it did not ask: once a second.
    boolean mayHelp(ActorId id, long nowMillis) {
        Peer peer = peer(id, nowMillis);
        if (peer.helpedMillis != Long.MIN_VALUE && Math.abs(nowMillis - peer.helpedMillis) < 1000) {
            return false;
        }
        peer.helpedMillis = nowMillis;
        return true;
    }

    /// Whether a peer may be served now; what it is then sent is told to {@link #served}.
    boolean mayServe(ActorId id, long nowMillis) {
        Peer peer = peer(id, nowMillis);
        long passed = Math.clamp(nowMillis - peer.servedMillis, 0, 1000);
        peer.servedMillis = nowMillis;
        peer.mayServeBytes =
                Math.min(SERVED_BYTES_PER_SECOND, peer.mayServeBytes + passed * (SERVED_BYTES_PER_SECOND / 1000));
        return peer.mayServeBytes > 0;
    }

    void served(ActorId id, long bytes, long nowMillis) {
        peer(id, nowMillis).mayServeBytes -= bytes;
    }

    List<ValidatorStatus.PeerStanding> standings() {
        return peers.entrySet().stream()
                .map(entry -> new ValidatorStatus.PeerStanding(
                        entry.getKey(), entry.getValue().height, entry.getValue().round, entry.getValue().heardMillis))
                .toList();
    }
}
