package network.cairn.client.repair;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import network.cairn.client.budget.BufferBudget;
import network.cairn.client.budget.CpuPool;
import network.cairn.client.encryption.SegmentMaskKey;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.SegmentManifest.StoredPiece;
import network.cairn.client.placement.NodeScoreboard;
import network.cairn.client.placement.Placement;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.SegmentId;

/// Makes missing pieces of a segment from any `k` others and stores them on fresh nodes.
///
/// It needs the segment's mask key and no content key. A source that lies cannot spoil a new piece: what is read is
/// hashed as it streams, and no new piece is finished before every source's root was right. Memory is one stripe at a
/// time out of the shared budget. Safe for use by many threads.
public final class SegmentRepair {
    private final Exchanges.Environment environment;
    private final Placement placement;
    private final RandomGenerator random;

    /// Told before any byte of a new piece leaves, so that the piece is not forgotten after a crash.
    @FunctionalInterface
    public interface Sending {
        void sending(SegmentId segment, int index, ActorId node);
    }

    /// @param stallTimeout a node that makes no progress for this long is given up
    public SegmentRepair(
            StorageNetwork network,
            Placement placement,
            NodeScoreboard scoreboard,
            BufferBudget buffers,
            CpuPool cpu,
            Duration stallTimeout,
            RandomGenerator random) {
        this.environment = new Exchanges.Environment(network, scoreboard, buffers, cpu, stallTimeout);
        this.placement = placement;
        this.random = random;
    }

    /// Brings a segment to `piecesWanted` pieces. The caller's thread must hold nothing of the buffer budget that no
    /// other thread gives back.
    ///
    /// @param segment the pieces there are, and their roots
    /// @return the segment with the new pieces as well
    /// @throws RepairException naming what was needed, what was had, and each node's failure
    public SegmentManifest repair(SegmentManifest segment, SegmentMaskKey maskKey, int piecesWanted, Sending sending)
            throws RepairException, InterruptedException {
        if (piecesWanted > segment.scheme().total()) {
            throw new IllegalArgumentException(
                    "a segment of " + segment.scheme() + " cannot have " + piecesWanted + " pieces");
        }
        SegmentManifest repaired = segment;
        Set<ActorId> triedTargets = new HashSet<>();
        Set<Integer> badSources = new HashSet<>();
        List<String> failures = new ArrayList<>();
        while (repaired.pieces().size() < piecesWanted) {
            List<StoredPiece> sources = fastest(repaired, badSources);
            List<NewPiece> targets = targets(repaired, piecesWanted, triedTargets);
            if (sources.size() < segment.scheme().k()) {
                throw failed("pieces to read", segment.scheme().k(), sources.size(), failures);
            }
            if (targets.size() < piecesWanted - repaired.pieces().size()) {
                throw failed("pieces in all", piecesWanted, repaired.pieces().size() + targets.size(), failures);
            }
            for (NewPiece target : targets) {
                sending.sending(segment.id(), target.index(), target.node());
                triedTargets.add(target.node());
            }
            RepairRound.Outcome outcome = new RepairRound(environment, repaired, maskKey, sources, targets).run();
            outcome.badSources().forEach(piece -> badSources.add(piece.index()));
            outcome.unused().forEach(piece -> triedTargets.remove(piece.node()));
            failures.addAll(outcome.failures());
            repaired = with(repaired, outcome.stored());
        }
        return repaired;
    }

    private List<StoredPiece> fastest(SegmentManifest segment, Set<Integer> badSources) {
        Comparator<StoredPiece> bySuspicion = Comparator.comparing(
                piece -> environment.scoreboard().standing(piece.node()).suspect());
        return segment.pieces().stream()
                .filter(piece -> !badSources.contains(piece.index()))
                .sorted(bySuspicion.thenComparingDouble(
                        piece -> environment.scoreboard().standing(piece.node()).nanosPerExchange()))
                .limit(segment.scheme().k())
                .toList();
    }

    private List<NewPiece> targets(SegmentManifest segment, int piecesWanted, Set<ActorId> tried) {
        Set<Integer> there = segment.pieces().stream().map(StoredPiece::index).collect(Collectors.toSet());
        var exclude = new HashSet<>(tried);
        segment.pieces().forEach(piece -> exclude.add(piece.node()));
        int[] missing = IntStream.range(0, segment.scheme().total())
                .filter(index -> !there.contains(index))
                .limit(piecesWanted - there.size())
                .toArray();
        List<NodeEndpoint> nodes =
                placement.choose(missing.length, exclude, segment.layout().pieceBytes(), random);
        return IntStream.range(0, nodes.size())
                .mapToObj(i -> new NewPiece(missing[i], nodes.get(i).id()))
                .toList();
    }

    private static SegmentManifest with(SegmentManifest segment, List<StoredPiece> stored) {
        var pieces = new ArrayList<>(segment.pieces());
        pieces.addAll(stored);
        pieces.sort(Comparator.comparingInt(StoredPiece::index));
        return new SegmentManifest(
                segment.id(), segment.scheme(), segment.shareBytesMax(), segment.ciphertextBytes(), pieces);
    }

    private static RepairException failed(String what, int needed, int had, List<String> failures) {
        return new RepairException("repair needs " + needed + " " + what + " and had " + had
                + (failures.isEmpty() ? "" : ": " + String.join("; ", failures)));
    }
}
