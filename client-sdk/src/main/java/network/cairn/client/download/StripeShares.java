package network.cairn.client.download;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import network.cairn.client.budget.BufferBudget;
import network.cairn.client.manifest.SegmentManifest.StoredPiece;
import network.cairn.client.placement.NodeScoreboard;
import network.cairn.client.placement.NodeStanding;
import network.cairn.client.transport.NodeException;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.client.transport.StorageNode.PieceDownload;
import network.cairn.proofs.id.ActorId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets enough shares of one stripe: the data shares themselves where their nodes are well, else any `k`.
///
/// A share that fails is replaced by another at once; one that is late is hedged by another, a bounded number of
/// times. Each share is asked for once, and once more where its connection broke and no other is left. No thread of
/// it runs any more when {@link #gather} returns or throws.
final class StripeShares {
    private static final Logger LOG = LoggerFactory.getLogger(StripeShares.class);
    private static final int READ_BYTES = 64 * 1024;
    /// Data shares need no decoding, which is worth so much of an exchange.
    private static final double DATA_SHARE_ADVANTAGE = 0.7;

    private final StorageNetwork network;
    private final NodeScoreboard scoreboard;
    private final DownloadOptions options;
    private final StripeRange range;
    private final BufferBudget.Lease lease;
    private final List<ShareFetch> fetches = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    /// Arrays of a share's length that are not in use.
    private final Deque<byte[]> spare = new ArrayDeque<>();

    private final Condition changed = lock.newCondition();
    private int hedges;
    private long hedgeAtNanos;

    /// @param liars nodes that this download has caught; they are not asked
    StripeShares(
            StorageNetwork network,
            NodeScoreboard scoreboard,
            DownloadOptions options,
            StripeRange range,
            BufferBudget.Lease lease,
            Set<ActorId> liars) {
        this.network = network;
        this.scoreboard = scoreboard;
        this.options = options;
        this.range = range;
        this.lease = lease;
        for (StoredPiece piece : range.segment().pieces()) {
            var fetch = new ShareFetch(piece);
            if (liars.contains(piece.node())) {
                fetch.state = ShareFetch.State.FAILED;
                fetch.problem = "node " + piece.node() + ": served wrong bytes earlier in this download";
            }
            fetches.add(fetch);
        }
    }

    /// Shares that are here, by ascending index.
    List<ShareFetch> present() {
        lock.lock();
        try {
            return fetches.stream().filter(StripeShares::isPresent).toList();
        } finally {
            lock.unlock();
        }
    }

    /// Gives up a share that was here: its bytes are not to be used.
    void reject(ShareFetch fetch, String problem) {
        lock.lock();
        try {
            fetch.state = ShareFetch.State.FAILED;
            fetch.problem = problem;
            giveBack(fetch);
        } finally {
            lock.unlock();
        }
    }

    /// What went wrong with each node, to end a message with.
    String problems() {
        lock.lock();
        try {
            var problems = new ArrayList<String>();
            for (ShareFetch fetch : fetches) {
                if (fetch.problem != null) {
                    problems.add(fetch.problem);
                }
            }
            return problems.isEmpty() ? "" : ": " + String.join("; ", problems);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the shares of a predicate suffice: all data shares that are needed, or any `k`.
    ///
    /// @param counts which of the present shares count
    /// @return whether they do; if not, no other share can be had
    boolean gather(Predicate<ShareFetch> counts) throws InterruptedException {
        Predicate<ShareFetch> usable = fetch -> isPresent(fetch) && counts.test(fetch);
        lock.lockInterruptibly();
        try {
            boolean direct = canReadDirectly(usable);
            hedges = 0;
            hedgeAtNanos = Long.MAX_VALUE;
            while (!suffice(usable)) {
                direct = direct && fetches.stream().noneMatch(this::isNeededAndFailed) && hedges == 0;
                startMissing(direct, usable);
                if (running() == 0) {
                    if (suffice(usable)) {
                        return true;
                    }
                    if (!askAgain()) {
                        return false;
                    }
                    continue;
                }
                long nanos = nanosToWait();
                if (nanos > 0) {
                    var _ = changed.awaitNanos(nanos);
                }
            }
            return true;
        } finally {
            lock.unlock();
            stopRunning();
        }
    }

    /// Gives all memory back.
    void close() {
        stopRunning();
        lock.lock();
        try {
            fetches.forEach(this::giveBack);
            spare.forEach(lease::release);
            spare.clear();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(ShareFetch fetch) {
        if (fetch.bytes != null) {
            spare.push(fetch.bytes);
            fetch.bytes = null;
        }
    }

    /// An array for a share: one that is not in use any more, else one out of the lease, which lasts for as many as
    /// are in use at once and no more.
    byte[] take() {
        lock.lock();
        try {
            return spare.isEmpty() ? lease.take(range.columnBytes()) : spare.pop();
        } finally {
            lock.unlock();
        }
    }

    /// Takes an array back that {@link #take} gave.
    void giveBack(byte[] array) {
        lock.lock();
        try {
            spare.push(array);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isPresent(ShareFetch fetch) {
        return fetch.state == ShareFetch.State.PRESENT;
    }

    private boolean isNeededAndFailed(ShareFetch fetch) {
        return range.needs(fetch.piece.index()) && fetch.state == ShareFetch.State.FAILED;
    }

    private boolean suffice(Predicate<ShareFetch> usable) {
        long data = fetches.stream()
                .filter(usable)
                .filter(fetch -> range.needs(fetch.piece.index()))
                .count();
        return data == range.shares()
                || fetches.stream().filter(usable).count()
                        >= range.segment().scheme().k();
    }

    private long running() {
        return fetches.stream()
                .filter(fetch -> fetch.state == ShareFetch.State.RUNNING)
                .count();
    }

    /// Whether the few data shares needed are all there and on nodes in good standing.
    private boolean canReadDirectly(Predicate<ShareFetch> usable) {
        long fit = fetches.stream()
                .filter(fetch -> range.needs(fetch.piece.index()))
                .filter(fetch -> usable.test(fetch)
                        || (fetch.state == ShareFetch.State.IDLE
                                && !scoreboard.standing(fetch.piece.node()).suspect()))
                .count();
        return range.shares() < range.segment().scheme().k() && fit == range.shares();
    }

    private void startMissing(boolean direct, Predicate<ShareFetch> usable) {
        List<ShareFetch> idle = fetches.stream()
                .filter(fetch -> fetch.state == ShareFetch.State.IDLE)
                .filter(fetch -> !direct || range.needs(fetch.piece.index()))
                .sorted(Comparator.comparingDouble(this::cost))
                .toList();
        long wanted = direct
                ? idle.size()
                : range.segment().scheme().k()
                        + hedges
                        - fetches.stream().filter(usable).count()
                        - running();
        idle.stream().limit(Math.max(0, wanted)).forEach(this::start);
    }

    /// Lets shares be asked for again whose connections broke. Whether there are any.
    private boolean askAgain() {
        boolean any = false;
        for (ShareFetch fetch : fetches) {
            if (fetch.state == ShareFetch.State.FAILED && fetch.broken && !fetch.askedAgain) {
                fetch.state = ShareFetch.State.IDLE;
                fetch.broken = false;
                fetch.problem = null;
                fetch.askedAgain = true;
                any = true;
            }
        }
        return any;
    }

    private double cost(ShareFetch fetch) {
        NodeStanding standing = scoreboard.standing(fetch.piece.node());
        double nanos = standing.nanosPerExchange() * (range.needs(fetch.piece.index()) ? DATA_SHARE_ADVANTAGE : 1);
        return standing.suspect() ? nanos + 1e12 * (1 + standing.penalty()) : nanos;
    }

    private void start(ShareFetch fetch) {
        int columnBytes = range.columnBytes();
        fetch.state = ShareFetch.State.RUNNING;
        if (fetch.bytes == null) {
            fetch.bytes = take();
        }
        fetch.startedNanos = System.nanoTime();
        fetch.progressNanos = fetch.startedNanos;
        long expected = 2 * scoreboard.expected(fetch.piece.node(), columnBytes).toNanos();
        long delay = Math.clamp(
                expected,
                options.hedgeDelayMin().toNanos(),
                options.hedgeDelayMax().toNanos());
        hedgeAtNanos = hedgeAtNanos == Long.MAX_VALUE
                ? fetch.startedNanos + delay
                : Math.max(hedgeAtNanos, fetch.startedNanos + delay);
        byte[] bytes = fetch.bytes;
        fetch.thread =
                Thread.ofVirtual().name("cairn-fetch-" + fetch.piece.index()).start(() -> fetch(fetch, bytes));
    }

    /// Gives up a share that stalls or allows another hedge, if it is time for that.
    ///
    /// @return how long to wait for the next such time at most; 0 if something was done
    private long nanosToWait() {
        long now = System.nanoTime();
        long wakeAt = now + options.stallTimeout().toNanos();
        for (ShareFetch fetch : fetches) {
            if (fetch.state == ShareFetch.State.RUNNING) {
                long stallAt = fetch.progressNanos + options.stallTimeout().toNanos();
                if (stallAt - now <= 0) {
                    fetch.state = ShareFetch.State.FAILED;
                    fetch.problem = "node " + fetch.piece.node() + ": no progress for " + options.stallTimeout();
                    scoreboard.failed(fetch.piece.node());
                    interrupt(fetch);
                    return 0;
                }
                wakeAt = Math.min(wakeAt, stallAt);
            }
        }
        if (hedges < options.hedgesMax()) {
            if (hedgeAtNanos - now <= 0) {
                hedges++;
                hedgeAtNanos = now + options.hedgeDelayMin().toNanos();
                return 0;
            }
            wakeAt = Math.min(wakeAt, hedgeAtNanos);
        }
        return wakeAt - now;
    }

    private static void interrupt(ShareFetch fetch) {
        fetch.cancelled = true;
        if (fetch.thread != null) {
            fetch.thread.interrupt();
        }
    }

    /// Interrupts what is still under way and waits for its end, so that nothing writes into the arrays any more.
    private void stopRunning() {
        long now = System.nanoTime();
        lock.lock();
        try {
            for (ShareFetch fetch : fetches) {
                if (fetch.state == ShareFetch.State.RUNNING) {
                    fetch.state = ShareFetch.State.FAILED;
                    scoreboard.outrun(fetch.piece.node(), range.columnBytes(), now - fetch.startedNanos);
                    interrupt(fetch);
                }
            }
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        for (ShareFetch fetch : fetches) {
            Thread thread = fetch.thread;
            while (thread != null && thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            fetch.thread = null;
            settle(fetch);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// A share that was given up only because others came first may be asked for again.
    private void settle(ShareFetch fetch) {
        lock.lock();
        try {
            if (fetch.state == ShareFetch.State.FAILED) {
                giveBack(fetch);
                if (fetch.cancelled && fetch.problem == null) {
                    fetch.state = ShareFetch.State.IDLE;
                    fetch.cancelled = false;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// One exchange, on a thread of its own.
    private void fetch(ShareFetch fetch, byte[] bytes) {
        ActorId node = fetch.piece.node();
        try (PieceDownload download =
                network.node(node).get(range.segment().pieceId(fetch.piece), range.pieceOffset(), bytes.length)) {
            int done = 0;
            while (done < bytes.length) {
                int step = Math.min(READ_BYTES, bytes.length - done);
                download.readFully(bytes, done, step);
                done += step;
                progressed(fetch);
            }
            ended(fetch, true, "");
        } catch (NodeException e) {
            broke(fetch, e.failure() instanceof NodeException.Failure.Unreachable);
            ended(fetch, false, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            ended(fetch, false, "node " + node + ": interrupted");
        } catch (RuntimeException e) {
            LOG.error(
                    "Fetching piece {} of segment {} from node {} failed",
                    fetch.piece.index(),
                    range.segment().id(),
                    node,
                    e);
            ended(fetch, false, "node " + node + ": " + e);
        }
    }

    private void progressed(ShareFetch fetch) {
        lock.lock();
        try {
            fetch.progressNanos = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    private void broke(ShareFetch fetch, boolean broken) {
        lock.lock();
        try {
            fetch.broken = broken && fetch.state == ShareFetch.State.RUNNING;
        } finally {
            lock.unlock();
        }
    }

    private void ended(ShareFetch fetch, boolean good, String problem) {
        lock.lock();
        try {
            if (fetch.state != ShareFetch.State.RUNNING) {
                return;
            }
            if (good) {
                fetch.state = ShareFetch.State.PRESENT;
                fetch.unmasked = false;
                scoreboard.succeeded(fetch.piece.node(), range.columnBytes(), System.nanoTime() - fetch.startedNanos);
            } else {
                fetch.state = ShareFetch.State.FAILED;
                fetch.problem = problem;
                scoreboard.failed(fetch.piece.node());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
