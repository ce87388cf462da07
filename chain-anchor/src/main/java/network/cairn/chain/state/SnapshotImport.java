package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import network.cairn.chain.snapshot.EpochEnd;
import network.cairn.chain.snapshot.SnapshotCheck;
import network.cairn.chain.snapshot.SnapshotCheck.Checked;
import network.cairn.chain.snapshot.SnapshotManifest;
import network.cairn.chain.snapshot.SnapshotRecord;
import network.cairn.chain.tree.StateTree;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.StateKey;
import org.jspecify.annotations.Nullable;

/// Takes a snapshot over into a ledger, part by part, beside the state the ledger has; only {@link
/// Ledger#install} puts it in that one's place. What is not installed leaves no trace.
///
/// Belongs to the ledger's own thread.
public final class SnapshotImport {
    /// What a part came to.
    public sealed interface Verdict {
        /// It is in the store. If it was the last, the import is complete.
        record Accepted() implements Verdict {}

        /// Not the part that comes next. Somebody else may have it; where others' is wrong too, begin anew.
        record WrongPart(String reason) implements Verdict {}

        /// The snapshot is not to be believed: this import has ended, begin another.
        record WrongSnapshot(String reason) implements Verdict {}
    }

    private final KeyValueStore store;
    private final SnapshotCheck check;
    private final FinalisedState target;
    private @Nullable SnapshotManifest manifest;
    private boolean ended;

    SnapshotImport(KeyValueStore store, SnapshotCheck check, FinalisedState target) {
        this.store = store;
        this.check = check;
        this.target = target;
    }

    /// Which part comes next; 0 is the manifest.
    public int nextPart() {
        return check.nextPart();
    }

    /// Whether all parts have come and it can be installed.
    public boolean isComplete() {
        return !ended && check.isComplete();
    }

    /// Checks a part, and if it is the next, takes it over.
    ///
    /// @throws IllegalStateException if another import of the same ledger has begun, or one was installed
    public Verdict accept(int part, byte[] bytes) {
        if (ended) {
            throw new IllegalStateException("this import of a snapshot has ended");
        }
        if (part != check.nextPart()) {
            return new Verdict.WrongPart("part " + part + ", the next is " + check.nextPart());
        }
        return switch (check.accept(bytes)) {
            case Checked.WrongPart(var reason) -> new Verdict.WrongPart("part " + part + ": " + reason);
            case Checked.WrongSnapshot(var reason) -> {
                ended = true;
                yield new Verdict.WrongSnapshot(reason);
            }
            case Checked.Manifest(var accepted) -> {
                manifest = accepted;
                yield new Verdict.Accepted();
            }
            case Checked.Trail(var ends) -> {
                keepTrail(ends);
                yield new Verdict.Accepted();
            }
            case Checked.Records(var records) -> {
                keepRecords(records);
                yield new Verdict.Accepted();
            }
        };
    }

    /// Ends of epochs hold whatever becomes of the rest, so they need no place of their own.
    private void keepTrail(List<EpochEnd> ends) {
        var batch = new WriteBatch();
        for (EpochEnd end : ends) {
            batch.put(LedgerRows.epochEnd(end.header().epoch()), end.encode());
        }
        store.write(batch, Durability.FSYNCED);
    }

    private void keepRecords(List<SnapshotRecord> records) {
        var tree = new ArrayList<StateTree.Change>(records.size());
        var rows = new LinkedHashMap<StateKey, Optional<byte[]>>();
        for (SnapshotRecord record : records) {
            tree.add(new StateTree.Change(record.path(), record.value()));
            rows.put(record.key(), Optional.of(record.value()));
        }
        var update = StateTree.update(target, tree);
        var batch = new WriteBatch();
        var changes = new StateChanges(rows);
        target.write(batch, changes, update.pages());
        // Synced, because LevelDB may lose an earlier write and keep a later one that was.
        store.write(batch, Durability.FSYNCED);
        target.written(changes, update.pages());
    }

    FinalisedState target() {
        return target;
    }

    /// The block whose state it is.
    ///
    /// @throws IllegalStateException if the import is not complete, or its records do not give that state
    EpochEnd completed() {
        if (manifest == null || !isComplete()) {
            throw new IllegalStateException("part " + nextPart() + " of the snapshot is missing");
        }
        EpochEnd end = manifest.end();
        if (!StateTree.root(target).equals(end.header().state())) {
            throw new IllegalStateException("the snapshot's checked parts make another state root than its block has");
        }
        return end;
    }

    void end() {
        ended = true;
    }
}
