package network.cairn.node.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.wire.v1.NodeErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that makes records durable: one fsync of a log serves everything that waits for it.
///
/// The order is records, fsync, index, acknowledgement. A failed fsync fails everything waiting and makes
/// the store read-only: the kernel may have dropped the dirty pages, so trying again would only pretend to
/// succeed.
final class GroupCommitter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);

    private final LogSet logs;
    private final PieceIndex index;
    private final StoreHealth health;
    private final Thread thread;
    private List<Waiting> waiting = new ArrayList<>();
    private boolean closed;

    GroupCommitter(LogSet logs, PieceIndex index, StoreHealth health) {
        this.logs = logs;
        this.index = index;
        this.health = health;
        this.thread = Thread.ofPlatform().name("store-commit").daemon(true).unstarted(this::run);
    }

    private record Waiting(
            LogSet.Extent extent, Consumer<PieceIndex.Changes> change, CompletableFuture<Boolean> done) {}

    void start() {
        thread.start();
    }

    /// Queues a written record; those who write bound how many there are. The future completes when it is
    /// durable and indexed, or with a {@link StoreException}.
    synchronized CompletableFuture<Boolean> submit(LogSet.Extent extent, Consumer<PieceIndex.Changes> change)
            throws StoreException {
        if (closed) {
            throw new StoreException(NodeErrorCode.BUSY, "the piece store is closed");
        }
        var done = new CompletableFuture<Boolean>();
        waiting.add(new Waiting(extent, change, done));
        notifyAll();
        return done;
    }

    private void run() {
        while (true) {
            List<Waiting> batch = take();
            if (batch.isEmpty()) {
                return;
            }
            try {
                commit(batch);
                sealDrained();
            } catch (IOException e) {
                fail(batch, health.failed("the disk did not take what was written to it", e));
            } catch (RuntimeException e) {
                fail(batch, health.indexFailed(e));
            } catch (StoreException e) {
                fail(batch, e);
            }
        }
    }

    private synchronized List<Waiting> take() {
        while (waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                LOG.warn("the commit thread was interrupted, which nothing should do; it goes on", e);
            }
        }
        List<Waiting> batch = waiting;
        waiting = new ArrayList<>();
        return batch;
    }

    private void commit(List<Waiting> batch) throws IOException, StoreException {
        StoreException refusal = health.refusalAfter(() -> batch.forEach(one -> logs.refuse(one.extent())));
        if (refusal != null) {
            throw refusal;
        }
        var touched = new LinkedHashSet<PieceLog>();
        batch.forEach(one -> touched.add(one.extent().log()));
        for (PieceLog log : touched) {
            log.file().force();
        }
        synchronized (index) {
            PieceIndex.Changes changes = index.change();
            for (Waiting one : batch) {
                one.change().accept(changes);
                logs.settle(one.extent());
            }
            for (PieceLog log : touched) {
                changes.logState(log.number(), new PieceIndex.LogState(logs.settledOffset(log), false));
            }
            changes.lastSequence(logs.lastSequence());
            changes.write(Durability.BUFFERED);
        }
        batch.forEach(one -> one.done().complete(true));
    }

    /// Ends the logs that the last records have left.
    void sealDrained() throws IOException {
        for (PieceLog log : logs.drained()) {
            logs.seal(log);
            synchronized (index) {
                PieceIndex.Changes changes = index.change();
                changes.logState(log.number(), new PieceIndex.LogState(log.appendOffset(), true));
                changes.write(Durability.BUFFERED);
            }
        }
    }

    private static void fail(List<Waiting> batch, StoreException failure) {
        batch.forEach(one -> one.done().completeExceptionally(failure));
    }

    /// Commits what waits, then stops.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
