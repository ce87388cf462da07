package network.cairn.client.upload;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import network.cairn.client.budget.CpuPool;
import network.cairn.client.encryption.PieceMask;
import network.cairn.client.encryption.SegmentMaskKey;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.erasure.StripeLayout;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.SegmentManifest.StoredPiece;
import network.cairn.client.placement.NodeScoreboard;
import network.cairn.client.placement.Placement;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.NodeException;
import network.cairn.client.transport.NodeException.Failure;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.client.transport.StorageNode.PieceUpload;
import network.cairn.client.wire.v1.PieceReceipt;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.SegmentId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One segment on its way to its nodes: a virtual thread and a short queue of shares for each piece.
///
/// The uploading thread starts it, offers stripes and waits for its end; the pieces' threads do the rest. As long as
/// the uploading thread has not asked for another stripe's memory, the shares sent are kept, and a piece whose node
/// fails starts again on another. After that the pieces that are left must suffice, and repair makes the missing ones.
///
/// A share in a queue is always on its way out: its piece's thread waits only for its node, and for that not longer
/// than the limits that {@link #checkProgress} enforces. Hence memory comes back without any other upload's help.
final class SegmentUpload {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentUpload.class);

    /// What the segments of all uploads share.
    record Environment(
            StorageNetwork network,
            Scheme scheme,
            UploadOptions options,
            Placement placement,
            NodeScoreboard scoreboard,
            CpuPool cpu,
            RandomGenerator random) {}

    private final Environment environment;
    private final Scheme scheme;
    private final SegmentId id;
    private final int number;
    private final StripeLayout layout;
    private final SegmentMaskKey maskKey;
    private final SegmentJournal journal;
    private final List<Thread> threads = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<PieceSender> pieces = new ArrayList<>();
    private final Set<ActorId> tried = new HashSet<>();

    /// Nodes to come back to where no fresh one is left: given up because they were slow to open, or lost with their
    /// connection, which a node that is merely busy may break too.
    private final Deque<NodeEndpoint> secondChances = new ArrayDeque<>();

    /// The nodes that ever had a second chance: there is no third.
    private final Set<ActorId> excused = new HashSet<>();

    private final List<String> failures = new ArrayList<>();
    private boolean replayable = true;
    private boolean complete;
    private final long startedAtNanos = System.nanoTime();
    private long checkedAtNanos = startedAtNanos;

    /// How long it took until enough nodes to read the segment had begun to take their pieces; null until then.
    private @Nullable Duration openingTook;

    private @Nullable Future<?> progressChecks;

    SegmentUpload(
            Environment environment,
            SegmentId id,
            int number,
            StripeLayout layout,
            SegmentMaskKey maskKey,
            SegmentJournal journal) {
        this.environment = environment;
        this.scheme = environment.scheme();
        this.id = id;
        this.number = number;
        this.layout = layout;
        this.maskKey = maskKey;
        this.journal = journal;
    }

    int number() {
        return number;
    }

    SegmentMaskKey maskKey() {
        return maskKey;
    }

    /// Starts a piece on each of `total` nodes, or as many as there are, and waits until each has begun to take it.
    void start() throws UploadException, InterruptedException {
        List<NodeEndpoint> nodes =
                environment.placement().choose(scheme.total(), Set.of(), layout.pieceBytes(), environment.random());
        if (nodes.size() < scheme.success()) {
            throw tooFew(nodes.size(), "are known");
        }
        lock.lockInterruptibly();
        try {
            journal.sending(id, nodes.stream().map(NodeEndpoint::id).toList());
            for (int i = 0; i < nodes.size(); i++) {
                var piece = new PieceSender(i, nodes.get(i), PieceMask.of(maskKey, i));
                pieces.add(piece);
                startOn(piece, nodes.get(i));
            }
            while (pieces.stream().anyMatch(piece -> piece.state == PieceSender.State.OPENING)) {
                changed.await();
                replaceLost();
            }
            long taking = count(PieceSender::live) + stored();
            if (taking < scheme.success()) {
                throw tooFew(taking, "take pieces");
            }
        } finally {
            lock.unlock();
        }
    }

    /// Hands a coded stripe over to the pieces, once none of them is a whole window behind.
    void offer(Stripe stripe, long pieceOffset) throws UploadException, InterruptedException {
        lock.lock();
        try {
            boolean[] given = new boolean[scheme.total()];
            try {
                while (pieces.stream().anyMatch(this::full)) {
                    changed.await();
                    replaceLost();
                }
                for (PieceSender piece : pieces) {
                    if (piece.live() || restartable(piece)) {
                        given[piece.index] = true;
                        byte[] bytes = stripe.shares()[piece.index];
                        piece.queue.addLast(new Share(stripe.lease(), bytes, stripe.shareBytes(), pieceOffset));
                    }
                }
            } finally {
                for (int i = 0; i < given.length; i++) {
                    if (!given[i]) {
                        stripe.lease().release(stripe.shares()[i]);
                    }
                }
            }
            changed.signalAll();
            replaceLost();
            long possible = count(PieceSender::live) + count(this::restartable) + stored();
            if (possible < scheme.k()) {
                throw tooFew(possible, "still took pieces");
            }
        } finally {
            lock.unlock();
        }
    }

    /// Says that all stripes have been offered.
    void end() {
        lock.lock();
        try {
            complete = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Lets go of shares that were sent. To be called before the uploading thread asks for memory.
    void giveUpReplay() {
        lock.lock();
        try {
            replayable = false;
            for (PieceSender piece : pieces) {
                if (piece.live()) {
                    piece.releaseHeld();
                } else {
                    piece.releaseAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until `success` pieces are durable or no more can be.
    ///
    /// @return the durable ones, at least `k`
    SegmentManifest awaitEnd() throws UploadException, InterruptedException {
        lock.lockInterruptibly();
        try {
            replaceLost();
            while (stored() < scheme.success() && count(PieceSender::live) > 0) {
                changed.await();
                replaceLost();
            }
            if (stored() < scheme.k()) {
                throw tooFew(stored(), "stored a piece");
            }
            var durable = new ArrayList<StoredPiece>();
            for (PieceSender piece : pieces) {
                if (piece.root != null) {
                    durable.add(new StoredPiece(piece.index, piece.node.id(), piece.root));
                }
            }
            return new SegmentManifest(id, scheme, layout.shareBytesMax(), layout.segmentBytes(), durable);
        } finally {
            lock.unlock();
        }
    }

    /// What went wrong with each node so far.
    List<String> failures() {
        lock.lock();
        try {
            return List.copyOf(failures);
        } finally {
            lock.unlock();
        }
    }

    /// Takes over the timer of its progress checks, to stop it at the end.
    void watchedBy(Future<?> checks) {
        this.progressChecks = checks;
    }

    /// Ends everything that is still under way, and returns when no thread of it is left.
    void close() {
        if (progressChecks != null) {
            progressChecks.cancel(false);
        }
        locked(() -> pieces.forEach(this::cancel));
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        giveUpReplay();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Drops pieces whose node makes no progress or delays the others. Called at short intervals.
    void checkProgress() {
        lock.lock();
        try {
            long now = System.nanoTime();
            long sinceLast = now - checkedAtNanos;
            checkedAtNanos = now;
            Duration stall = environment.options().stallTimeout();
            Duration open = openTimeout();
            long spares = spareNodes();
            for (PieceSender piece : pieces) {
                if (!piece.live()) {
                    continue;
                }
                // Where no other node is left to try, one that is slow to open is better than none: often all are
                // slow at once, because it is this machine that is busy.
                boolean replaceable = piece.state == PieceSender.State.OPENING && spares > 0;
                Duration limit = replaceable ? open : stall;
                if (piece.dropReason == null && piece.busy && now - piece.busySinceNanos > limit.toNanos()) {
                    drop(piece, "no progress for " + limit);
                    if (replaceable) {
                        giveSecondChance(piece.node);
                        spares--;
                    }
                } else if (full(piece) && othersWait()) {
                    piece.delayNanos += sinceLast;
                    if (piece.delayNanos > stall.toNanos()) {
                        drop(piece, "delayed the other pieces by more than " + stall);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// How long a node may take to open: much longer than the others did. When all are slow it is this machine that is
    /// busy, and breaking connections off to make new ones would make it busier.
    private Duration openTimeout() {
        UploadOptions options = environment.options();
        if (openingTook == null) {
            return options.stallTimeout();
        }
        Duration slow = openingTook.multipliedBy(2);
        return Collections.min(List.of(options.stallTimeout(), Collections.max(List.of(options.openTimeout(), slow))));
    }

    private void giveSecondChance(NodeEndpoint node) {
        if (excused.add(node.id())) {
            secondChances.add(node);
        }
    }

    /// Nodes in good standing that could still replace others, those that pieces already lost will need not counted:
    /// one that is slow is better than one that is likely gone.
    private long spareNodes() {
        long untried = environment.network().nodes().stream()
                .filter(endpoint -> !tried.contains(endpoint.id()))
                .filter(endpoint ->
                        environment.scoreboard().standing(endpoint.id()).canTake(layout.pieceBytes()))
                .count();
        return replayable ? untried - count(piece -> restartable(piece) || piece.dropReason != null) : 0;
    }

    private boolean full(PieceSender piece) {
        return piece.live() && piece.queue.size() >= environment.options().stripeWindow();
    }

    /// Whether enough pieces to read the segment have nothing to send: what is slow then is not the client.
    private boolean othersWait() {
        return count(piece -> piece.live() && piece.queue.isEmpty() && !piece.busy) >= scheme.k();
    }

    private boolean restartable(PieceSender piece) {
        return replayable && piece.state == PieceSender.State.LOST;
    }

    private long count(Predicate<PieceSender> which) {
        return pieces.stream().filter(which).count();
    }

    private long stored() {
        return count(piece -> piece.state == PieceSender.State.STORED);
    }

    /// Starts lost pieces again on fresh nodes, and where there are none, on those that deserve a second chance, which
    /// are then given all the time there is. By the uploading thread, under the lock.
    private void replaceLost() {
        if (!replayable || stored() >= scheme.success()) {
            return;
        }
        for (PieceSender piece : pieces) {
            if (restartable(piece)) {
                List<NodeEndpoint> fresh =
                        environment.placement().choose(1, tried, layout.pieceBytes(), environment.random());
                NodeEndpoint next = fresh.isEmpty() ? secondChances.poll() : fresh.getFirst();
                if (next == null) {
                    return;
                }
                piece.rewind();
                journal.sending(id, piece.index, next.id());
                startOn(piece, next);
            }
        }
    }

    /// Sends a piece that the journal was told of.
    private void startOn(PieceSender piece, NodeEndpoint node) {
        tried.add(node.id());
        piece.node = node;
        piece.state = PieceSender.State.OPENING;
        piece.dropReason = null;
        piece.busyNanos = 0;
        piece.delayNanos = 0;
        waitingForNode(piece);
        Thread thread = Thread.ofVirtual().name("cairn-send-" + piece.index).unstarted(() -> send(piece));
        piece.thread = thread;
        threads.add(thread);
        thread.start();
    }

    private void drop(PieceSender piece, String reason) {
        if (piece.dropReason == null) {
            piece.dropReason = reason;
            interrupt(piece);
        }
    }

    private void cancel(PieceSender piece) {
        if (piece.live()) {
            piece.state = PieceSender.State.CANCELLED;
            environment.scoreboard().outrun(piece.node.id(), layout.pieceBytes(), piece.busyNanos);
            interrupt(piece);
        }
    }

    private static void interrupt(PieceSender piece) {
        if (piece.thread != null) {
            piece.thread.interrupt();
        }
    }

    /// The life of a piece on one node, on a thread of its own.
    private void send(PieceSender piece) {
        ActorId node = piece.node.id();
        try (PieceUpload upload =
                environment.network().node(node).put(PieceId.ofSegment(id, piece.index), layout.pieceBytes())) {
            opened(piece);
            for (Share share = next(piece); share != null; share = next(piece)) {
                try {
                    prepare(piece, share);
                    locked(() -> waitingForNode(piece));
                    upload.write(share.bytes(), 0, share.lengthBytes());
                } finally {
                    sent(piece, share);
                }
            }
            PieceRoot root = hashed(piece);
            locked(() -> waitingForNode(piece));
            PieceReceipt receipt = upload.finish();
            if (!receipt.root().equals(root)) {
                environment.scoreboard().lied(node);
                throw new NodeException(
                        node,
                        new Failure.ProtocolViolation(),
                        "signed root " + receipt.root() + " for a piece of root " + root);
            }
            stored(piece, root);
        } catch (NodeException e) {
            lost(piece, String.valueOf(e.getMessage()), e.failure() instanceof Failure.Unreachable);
        } catch (InterruptedException _) {
            lost(piece, "interrupted", false);
        } catch (RuntimeException e) {
            LOG.error("Sending piece {} of segment {} to node {} failed", piece.index, id, node, e);
            lost(piece, "node " + node + ": " + e, false);
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private void opened(PieceSender piece) {
        locked(() -> {
            notWaiting(piece);
            if (piece.state == PieceSender.State.OPENING) {
                piece.state = PieceSender.State.SENDING;
            }
            if (openingTook == null && count(any -> any.state == PieceSender.State.SENDING) >= scheme.k()) {
                openingTook = Duration.ofNanos(System.nanoTime() - startedAtNanos);
            }
            changed.signalAll();
        });
    }

    private static void waitingForNode(PieceSender piece) {
        piece.busySinceNanos = System.nanoTime();
        piece.busy = true;
    }

    private static void notWaiting(PieceSender piece) {
        if (piece.busy) {
            piece.busyNanos += System.nanoTime() - piece.busySinceNanos;
            piece.busy = false;
        }
    }

    /// The next share, or null after the last.
    private @Nullable Share next(PieceSender piece) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (piece.queue.isEmpty() && !complete) {
                changed.await();
            }
            Share share = piece.queue.pollFirst();
            changed.signalAll();
            return share;
        } finally {
            lock.unlock();
        }
    }

    private void prepare(PieceSender piece, Share share) throws InterruptedException {
        if (!share.prepared()) {
            environment.cpu().run(() -> {
                piece.mask.apply(share.bytes(), 0, share.lengthBytes(), share.pieceOffset());
                piece.hasher.update(share.bytes(), 0, share.lengthBytes());
                share.markPrepared();
            });
        }
    }

    /// The share is through, or its exchange is over.
    private void sent(PieceSender piece, Share share) {
        locked(() -> {
            notWaiting(piece);
            if (replayable) {
                piece.held.addLast(share);
            } else {
                share.release();
            }
        });
    }

    private PieceRoot hashed(PieceSender piece) {
        PieceRoot known = piece.hashedRoot;
        if (known == null) {
            known = piece.hasher.finish().root();
            piece.hashedRoot = known;
        }
        return known;
    }

    private void stored(PieceSender piece, PieceRoot root) {
        locked(() -> {
            notWaiting(piece);
            if (piece.state != PieceSender.State.CANCELLED) {
                piece.state = PieceSender.State.STORED;
                piece.root = root;
                environment.scoreboard().succeeded(piece.node.id(), layout.pieceBytes(), piece.busyNanos);
            }
            piece.releaseAll();
            if (stored() == scheme.success()) {
                pieces.forEach(this::cancel);
            }
            changed.signalAll();
        });
    }

    private void lost(PieceSender piece, String problem, boolean connectionBroke) {
        locked(() -> {
            notWaiting(piece);
            if (piece.state == PieceSender.State.CANCELLED) {
                piece.releaseAll();
            } else {
                piece.state = PieceSender.State.LOST;
                if (connectionBroke && piece.dropReason == null) {
                    giveSecondChance(piece.node);
                }
                environment.scoreboard().failed(piece.node.id());
                failures.add(piece.dropReason == null ? problem : "node " + piece.node.id() + ": " + piece.dropReason);
                if (!replayable) {
                    piece.releaseAll();
                }
            }
            changed.signalAll();
        });
    }

    private UploadException tooFew(long had, String what) {
        return new UploadException("segment " + number + " needs " + scheme.success() + " nodes for its pieces, and "
                + had + " " + what + " (" + environment.network().nodes().size() + " nodes known, scheme " + scheme
                + ")" + (failures.isEmpty() ? "" : ": " + String.join("; ", failures)));
    }
}
