package network.cairn.chain.net;

import java.util.LinkedHashMap;
import network.cairn.proofs.id.ActorId;

/// How peers have behaved. One thread uses it.
///
/// A penalty fades with time; whoever gathers too much of it is banned, each time for twice as long. A
/// ban's length is forgotten only when its peer has been quiet for ten of the longest ones.
final class PeerScores {
    private static final int PEERS_MAX = 4096;
    private static final double FADES_PER_NANO = 2e-9;

    private final MeshLimits limits;
    private final LinkedHashMap<ActorId, Score> scores = new LinkedHashMap<>(16, 0.75f, true);

    /// @param bans how often it was banned
    private record Score(double penalty, long atNanos, int bans, long bannedUntilNanos) {}

    PeerScores(MeshLimits limits) {
        this.limits = limits;
    }

    /// Adds to a peer's penalty.
    ///
    /// @return whether it is banned by it
    boolean punish(ActorId peer, int penalty, long nowNanos) {
        var old = score(peer, nowNanos);
        double sum = old.penalty() + penalty;
        boolean banned = sum >= limits.penaltyMax();
        long banNanos = limits.banMin().toNanos();
        for (int i = 0; i < old.bans() && banNanos < limits.banMax().toNanos(); i++) {
            banNanos *= 2;
        }
        banNanos = Math.min(banNanos, limits.banMax().toNanos());
        scores.put(
                peer,
                banned
                        ? new Score(0, nowNanos, old.bans() + 1, nowNanos + banNanos)
                        : new Score(sum, nowNanos, old.bans(), old.bannedUntilNanos()));
        if (scores.size() > PEERS_MAX) {
            scores.pollFirstEntry();
        }
        return banned;
    }

    boolean isBanned(ActorId peer, long nowNanos) {
        var score = scores.get(peer);
        return score != null && score.bans() > 0 && score.bannedUntilNanos() - nowNanos > 0;
    }

    /// Its penalty now.
    int penalty(ActorId peer, long nowNanos) {
        return (int) score(peer, nowNanos).penalty();
    }

    private Score score(ActorId peer, long nowNanos) {
        var score = scores.get(peer);
        if (score == null) {
            return new Score(0, nowNanos, 0, nowNanos);
        }
        double faded = Math.max(0, score.penalty() - (nowNanos - score.atNanos()) * FADES_PER_NANO);
        boolean quiet =
                nowNanos - score.bannedUntilNanos() > 10 * limits.banMax().toNanos();
        return new Score(faded, nowNanos, quiet ? 0 : score.bans(), score.bannedUntilNanos());
    }
}
