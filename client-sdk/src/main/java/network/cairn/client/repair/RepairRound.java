package network.cairn.client.repair;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import network.cairn.client.budget.BufferBudget;
import network.cairn.client.encryption.PieceMask;
import network.cairn.client.encryption.SegmentMaskKey;
import network.cairn.client.erasure.ErasureCoder;
import network.cairn.client.erasure.ErasureCoders;
import network.cairn.client.erasure.StripeLayout;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.SegmentManifest.StoredPiece;
import network.cairn.client.transport.StorageNode.PieceDownload;
import network.cairn.client.transport.StorageNode.PieceUpload;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.piece.PieceHasher;
import org.jspecify.annotations.Nullable;

/// One try at making missing pieces: `k` pieces stream in, the new ones stream out, stripe by stripe. A source that
/// fails ends the round; a target that fails drops out of it.
final class RepairRound {
    private static final byte[] ABSENT = {};

    /// How the round went.
    ///
    /// @param unused targets that were given up for no fault of theirs
    record Outcome(
            List<StoredPiece> stored, List<StoredPiece> badSources, List<NewPiece> unused, List<String> failures) {}

    private static final class Source {
        private final StoredPiece piece;
        private final PieceMask mask;
        private final PieceHasher hasher = new PieceHasher();
        private @Nullable PieceDownload download;

        Source(StoredPiece piece, PieceMask mask) {
            this.piece = piece;
            this.mask = mask;
        }
    }

    private static final class Target {
        private final NewPiece piece;
        private final PieceMask mask;
        private final PieceHasher hasher = new PieceHasher();
        private @Nullable PieceUpload upload;

        Target(NewPiece piece, PieceMask mask) {
            this.piece = piece;
            this.mask = mask;
        }
    }

    private final Exchanges.Environment environment;
    private final SegmentManifest segment;
    private final StripeLayout layout;
    private final ErasureCoder coder;
    private final List<Source> sources;
    private final List<Target> targets;
    private final List<Target> allTargets;
    private final List<StoredPiece> stored = new ArrayList<>();
    private final List<StoredPiece> badSources = new ArrayList<>();
    private final List<NewPiece> unused = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    RepairRound(
            Exchanges.Environment environment,
            SegmentManifest segment,
            SegmentMaskKey maskKey,
            List<StoredPiece> sources,
            List<NewPiece> targets) {
        this.environment = environment;
        this.segment = segment;
        this.layout = segment.layout();
        this.coder = ErasureCoders.of(segment.scheme().k(), segment.scheme().total());
        this.sources = sources.stream()
                .map(piece -> new Source(piece, PieceMask.of(maskKey, piece.index())))
                .toList();
        this.allTargets = targets.stream()
                .map(piece -> new Target(piece, PieceMask.of(maskKey, piece.index())))
                .toList();
        this.targets = new ArrayList<>(allTargets);
    }

    Outcome run() throws InterruptedException {
        try {
            run(new Exchanges(environment.stallTimeout()));
        } finally {
            closeAll();
        }
        return new Outcome(List.copyOf(stored), List.copyOf(badSources), List.copyOf(unused), List.copyOf(failures));
    }

    private void run(Exchanges exchanges) throws InterruptedException {
        boolean going = open(exchanges);
        for (int s = 0; going && s < layout.stripes(); s++) {
            going = stripe(exchanges, s);
        }
        if (going && rootsAreRight()) {
            finish(exchanges);
        } else {
            targets.forEach(target -> unused.add(target.piece));
        }
    }

    private boolean open(Exchanges exchanges) throws InterruptedException {
        long pieceBytes = layout.pieceBytes();
        boolean sourcesAreThere = onSources(
                exchanges,
                source -> source.download = environment
                        .network()
                        .node(source.piece.node())
                        .get(segment.pieceId(source.piece), 0, pieceBytes));
        return sourcesAreThere
                && onTargets(
                        exchanges,
                        target -> target.upload = environment
                                .network()
                                .node(target.piece.node())
                                .put(PieceId.ofSegment(segment.id(), target.piece.index()), pieceBytes));
    }

    private boolean stripe(Exchanges exchanges, int s) throws InterruptedException {
        int shareBytes = layout.shareBytes(s);
        long offset = layout.shareOffset(s);
        byte[][] shares = new byte[coder.total()][];
        int arrays = sources.size() + targets.size();
        BufferBudget.Lease lease = environment.buffers().acquire((long) arrays * shareBytes);
        List<byte[]> taken = new ArrayList<>(arrays);
        try {
            Arrays.fill(shares, ABSENT);
            for (int i = 0; i < arrays; i++) {
                taken.add(lease.take(shareBytes));
            }
            for (int i = 0; i < sources.size(); i++) {
                shares[sources.get(i).piece.index()] = taken.get(i);
            }
            for (int i = 0; i < targets.size(); i++) {
                shares[targets.get(i).piece.index()] = taken.get(sources.size() + i);
            }
            if (!onSources(exchanges, source -> {
                if (source.download != null) {
                    source.download.readFully(shares[source.piece.index()], 0, shareBytes);
                }
            })) {
                return false;
            }
            compute(shares, shareBytes, offset);
            return onTargets(exchanges, target -> {
                if (target.upload != null) {
                    target.upload.write(shares[target.piece.index()], 0, shareBytes);
                }
            });
        } finally {
            taken.forEach(lease::release);
            lease.close();
        }
    }

    private void compute(byte[][] shares, int shareBytes, long offset) throws InterruptedException {
        environment
                .cpu()
                .runAll(sources.stream()
                        .<Runnable>map(source -> () -> {
                            byte[] share = shares[source.piece.index()];
                            source.hasher.update(share, 0, shareBytes);
                            source.mask.apply(share, 0, shareBytes, offset);
                        })
                        .toList());
        boolean[] present = new boolean[shares.length];
        boolean[] wanted = new boolean[shares.length];
        sources.forEach(source -> present[source.piece.index()] = true);
        targets.forEach(target -> wanted[target.piece.index()] = true);
        environment.cpu().run(() -> coder.reconstruct(shares, present, wanted, 0, shareBytes));
        environment
                .cpu()
                .runAll(targets.stream()
                        .<Runnable>map(target -> () -> {
                            byte[] share = shares[target.piece.index()];
                            target.mask.apply(share, 0, shareBytes, offset);
                            target.hasher.update(share, 0, shareBytes);
                        })
                        .toList());
    }

    private boolean rootsAreRight() {
        for (Source source : sources) {
            if (!source.hasher.finish().root().equals(source.piece.root())) {
                ActorId node = source.piece.node();
                environment.scoreboard().lied(node);
                badSources.add(source.piece);
                failures.add("node " + node + ": served bytes that are not those of piece " + source.piece.index());
            }
        }
        return badSources.isEmpty();
    }

    private void finish(Exchanges exchanges) throws InterruptedException {
        onTargets(exchanges, target -> {
            if (target.upload == null) {
                return;
            }
            PieceRoot root = target.hasher.finish().root();
            if (!target.upload.finish().root().equals(root)) {
                environment.scoreboard().lied(target.piece.node());
                throw new IllegalStateException("node " + target.piece.node() + ": signed a wrong root");
            }
            synchronized (stored) {
                stored.add(new StoredPiece(target.piece.index(), target.piece.node(), root));
            }
        });
    }

    /// A step with one node.
    @FunctionalInterface
    private interface Step<T> {
        void run(T with) throws Exception;
    }

    /// Whether all sources did it.
    private boolean onSources(Exchanges exchanges, Step<Source> step) throws InterruptedException {
        var results = exchanges.all(steps(sources, step));
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof Exchanges.Result.Failed<Boolean>(String problem)) {
                StoredPiece piece = sources.get(i).piece;
                badSources.add(piece);
                failed(piece.node(), problem);
            }
        }
        return badSources.isEmpty();
    }

    /// Whether any target did it; those that did not drop out.
    private boolean onTargets(Exchanges exchanges, Step<Target> step) throws InterruptedException {
        List<Target> asked = List.copyOf(targets);
        var results = exchanges.all(steps(asked, step));
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof Exchanges.Result.Failed<Boolean>(String problem)) {
                targets.remove(asked.get(i));
                failed(asked.get(i).piece.node(), problem);
            }
        }
        return !targets.isEmpty();
    }

    private static <T> List<Callable<Boolean>> steps(List<T> with, Step<T> step) {
        return with.stream()
                .<Callable<Boolean>>map(each -> () -> {
                    step.run(each);
                    return true;
                })
                .toList();
    }

    private void failed(ActorId node, String problem) {
        environment.scoreboard().failed(node);
        failures.add(problem.startsWith("node ") ? problem : "node " + node + ": " + problem);
    }

    private void closeAll() {
        for (Source source : sources) {
            if (source.download != null) {
                source.download.close();
            }
        }
        for (Target target : allTargets) {
            if (target.upload != null) {
                target.upload.close();
            }
        }
    }
}
