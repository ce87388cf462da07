package network.cairn.chain.state;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import network.cairn.chain.snapshot.EpochEnd;
import network.cairn.chain.snapshot.SnapshotRecord;
import network.cairn.chain.snapshot.SnapshotVault;
import network.cairn.chain.snapshot.SnapshotWriter;
import network.cairn.client.kv.KeyValueStore.Scan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes snapshots of a ledger at ends of epochs, while the chain goes on: a scan holds the state of that
/// height for as long as the writing takes. One at a time; an epoch that ends while one is being written
/// gets none. A snapshot that fails is given up, and the chain does not mind.
public final class SnapshotSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSchedule.class);

    private final @Nullable SnapshotVault vault;
    private final int everyEpochs;
    private final Executor executor;
    private final AtomicBoolean writing = new AtomicBoolean();

    private SnapshotSchedule(@Nullable SnapshotVault vault, int everyEpochs, Executor executor) {
        this.vault = vault;
        this.everyEpochs = everyEpochs;
        this.executor = executor;
    }

    /// No snapshots.
    public static SnapshotSchedule never() {
        return new SnapshotSchedule(null, 1, Runnable::run);
    }

    /// A snapshot at the end of every so many epochs.
    ///
    /// @param executor runs the writing; the caller's own to close
    public static SnapshotSchedule every(int epochs, SnapshotVault vault, Executor executor) {
        if (epochs < 1) {
            throw new IllegalArgumentException("snapshots are at least an epoch apart, not " + epochs);
        }
        return new SnapshotSchedule(vault, epochs, executor);
    }

    /// Begins a snapshot if it is time for one. The state is this block's now and until this returns.
    void epochEnded(EpochEnd end, FinalisedState state, BlockArchive archive) {
        if (vault == null || (end.header().epoch() + 1) % everyEpochs != 0 || !writing.compareAndSet(false, true)) {
            return;
        }
        Scan scan = state.scan();
        try {
            executor.execute(() -> write(vault, end, scan, archive));
        } catch (RejectedExecutionException e) {
            LOG.warn("no snapshot of height {}: nobody runs it", end.header().height(), e);
            scan.close();
            writing.set(false);
        }
    }

    private void write(SnapshotVault to, EpochEnd end, Scan scan, BlockArchive archive) {
        long height = end.header().height();
        try (scan) {
            Iterator<EpochEnd> trail = LongStream.range(0, end.header().epoch())
                    .mapToObj(epoch -> archive.epochEnd(epoch)
                            .orElseThrow(() -> new NoSuchElementException("epoch " + epoch + " has no end here")))
                    .iterator();
            SnapshotWriter.write(to, end, trail, records(scan));
            LOG.info("wrote the snapshot of height {}", height);
        } catch (RuntimeException e) {
            LOG.warn("gave up the snapshot of height {}", height, e);
        } finally {
            writing.set(false);
        }
    }

    private static Iterator<SnapshotRecord> records(Scan scan) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return scan.hasNext();
            }

            @Override
            public SnapshotRecord next() {
                var entry = scan.next();
                return new SnapshotRecord(
                        LedgerRows.path(entry.key()),
                        LedgerRows.recordKey(entry.value()),
                        LedgerRows.recordValue(entry.value()));
            }
        };
    }
}
