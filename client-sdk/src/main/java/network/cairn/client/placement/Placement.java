package network.cairn.client.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.proofs.id.ActorId;

/// The choice of nodes for the pieces of a segment: one piece a node, operators shared as evenly as there are any.
///
/// Each piece draws two nodes at random, weighted by free space, and takes the one that behaved better lately
/// (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001): nearly as even as asking all, and
/// without the herd that runs after the single best. Nodes that are suspect, full or read-only come only after all
/// others, so that they are tried again where there are too few.
public final class Placement {
    private final StorageNetwork network;
    private final NodeScoreboard scoreboard;
    private final Predicate<ActorId> takesPieces;

    private record Candidate(NodeEndpoint node, NodeStanding standing) {
        double weight(double unknownFreeBytes) {
            double free =
                    standing.freeBytes().isPresent() ? standing.freeBytes().getAsLong() : unknownFreeBytes;
            return Math.max(1, free);
        }

        boolean betterThan(Candidate other) {
            int byPenalty = Double.compare(standing.penalty(), other.standing.penalty());
            return byPenalty != 0 ? byPenalty < 0 : standing.nanosPerExchange() < other.standing.nanosPerExchange();
        }
    }

    public Placement(StorageNetwork network, NodeScoreboard scoreboard) {
        this(network, scoreboard, _ -> true);
    }

    /// @param takesPieces false for nodes that come only after all others, for a reason that the scoreboard does
    ///     not know
    public Placement(StorageNetwork network, NodeScoreboard scoreboard, Predicate<ActorId> takesPieces) {
        this.network = network;
        this.scoreboard = scoreboard;
        this.takesPieces = takesPieces;
    }

    /// Nodes for `count` pieces, all different and none of the excluded; fewer where the network has no more.
    public List<NodeEndpoint> choose(int count, Set<ActorId> exclude, long pieceBytes, RandomGenerator random) {
        var good = new ArrayList<Candidate>();
        var poor = new ArrayList<Candidate>();
        for (NodeEndpoint node : network.nodes()) {
            if (!exclude.contains(node.id())) {
                NodeStanding standing = scoreboard.standing(node.id());
                (standing.canTake(pieceBytes) && takesPieces.test(node.id()) ? good : poor)
                        .add(new Candidate(node, standing));
            }
        }
        var chosen = new ArrayList<NodeEndpoint>(count);
        var piecesByOperator = new HashMap<String, Integer>();
        for (List<Candidate> candidates : List.of(good, poor)) {
            while (chosen.size() < count && !candidates.isEmpty()) {
                Candidate next = draw(leastUsedOperators(candidates, piecesByOperator), random);
                candidates.remove(next);
                chosen.add(next.node());
                piecesByOperator.merge(next.node().operator(), 1, Integer::sum);
            }
        }
        return List.copyOf(chosen);
    }

    private static List<Candidate> leastUsedOperators(
            List<Candidate> candidates, Map<String, Integer> piecesByOperator) {
        int least = candidates.stream()
                .mapToInt(candidate -> pieces(candidate, piecesByOperator))
                .min()
                .orElse(0);
        return candidates.stream()
                .filter(candidate -> pieces(candidate, piecesByOperator) == least)
                .toList();
    }

    private static int pieces(Candidate candidate, Map<String, Integer> piecesByOperator) {
        return piecesByOperator.getOrDefault(candidate.node().operator(), 0);
    }

    private static Candidate draw(List<Candidate> candidates, RandomGenerator random) {
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        double unknownFreeBytes = candidates.stream()
                .filter(candidate -> candidate.standing().freeBytes().isPresent())
                .mapToLong(candidate -> candidate.standing().freeBytes().getAsLong())
                .average()
                .orElse(1);
        Candidate first = weighted(candidates, unknownFreeBytes, random);
        var others = new ArrayList<>(candidates);
        others.remove(first);
        Candidate second = weighted(others, unknownFreeBytes, random);
        return second.betterThan(first) ? second : first;
    }

    private static Candidate weighted(List<Candidate> candidates, double unknownFreeBytes, RandomGenerator random) {
        double total = 0;
        for (Candidate candidate : candidates) {
            total += candidate.weight(unknownFreeBytes);
        }
        double at = random.nextDouble() * total;
        for (Candidate candidate : candidates) {
            at -= candidate.weight(unknownFreeBytes);
            if (at < 0) {
                return candidate;
            }
        }
        return candidates.getLast();
    }
}
