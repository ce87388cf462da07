package network.cairn.chain.state;

import java.util.Map;
import java.util.Optional;
import network.cairn.chain.tree.Page;
import network.cairn.chain.tree.PageKey;
import network.cairn.chain.tree.Pages;
import network.cairn.chain.tree.StateTree;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.Digest;
import org.jspecify.annotations.Nullable;

/// A finalised state in the store: its records, and the pages of its tree, the ones used last also in
/// memory.
///
/// Readers on other threads and whoever calls {@link #written} must exclude each other, or a reader could
/// put what it read before into the caches after. The store has room for two generations: the state, and beside it one
/// that is being taken over from a
/// snapshot.
final class FinalisedState implements StateView, Pages, StateTree.Records {
    private static final int WIPED_ROWS_MAX = 4096;

    private final KeyValueStore store;
    private final byte generation;
    private final RecentCache<PageKey, Page> pages;
    private final RecentCache<Digest, byte[]> records;

    /// @param cacheBytesMax for pages; records get a quarter of it besides
    FinalisedState(KeyValueStore store, byte generation, long cacheBytesMax) {
        this.store = store;
        this.generation = generation;
        this.pages = new RecentCache<>(cacheBytesMax, page -> page.encoded().length);
        this.records = new RecentCache<>(cacheBytesMax / 4, row -> row.length);
    }

    @Override
    public byte @Nullable [] get(StateKey key) {
        return value(key.path());
    }

    @Override
    public byte @Nullable [] value(Digest path) {
        byte[] row = records.get(path);
        if (row == null) {
            row = store.get(LedgerRows.record(generation, path));
            if (row == null) {
                return null;
            }
            records.put(path, row);
        }
        return LedgerRows.recordValue(row);
    }

    @Override
    public @Nullable Page page(PageKey key) {
        Page cached = pages.get(key);
        if (cached != null) {
            return cached;
        }
        byte[] encoded = store.get(LedgerRows.page(generation, key));
        if (encoded == null) {
            return null;
        }
        var page = Page.decode(encoded);
        pages.put(key, page);
        return page;
    }

    /// Puts what blocks change into a batch.
    void write(WriteBatch batch, StateChanges changes, Map<PageKey, Optional<Page>> changedPages) {
        changes.records().forEach((key, value) -> {
            byte[] row = LedgerRows.record(generation, key.path());
            value.ifPresentOrElse(bytes -> batch.put(row, LedgerRows.recordRow(key, bytes)), () -> batch.delete(row));
        });
        changedPages.forEach((key, page) -> {
            byte[] row = LedgerRows.page(generation, key);
            page.ifPresentOrElse(there -> batch.put(row, there.encoded()), () -> batch.delete(row));
        });
    }

    /// Tells of what a batch has brought into the store.
    void written(StateChanges changes, Map<PageKey, Optional<Page>> changedPages) {
        changes.records().forEach((key, value) -> {
            Digest path = key.path();
            value.ifPresentOrElse(
                    bytes -> records.put(path, LedgerRows.recordRow(key, bytes)), () -> records.remove(path));
        });
        changedPages.forEach(
                (key, page) -> page.ifPresentOrElse(there -> pages.put(key, there), () -> pages.remove(key)));
    }

    byte generation() {
        return generation;
    }

    /// The other one of the two.
    byte otherGeneration() {
        return (byte) (1 - generation);
    }

    /// The records in the order of their paths as they stand now, whatever is written later. Close it.
    KeyValueStore.Scan scan() {
        return store.scan(LedgerRows.recordsFrom(generation), LedgerRows.recordsTo(generation));
    }

    /// Deletes all rows of a generation.
    static void wipe(KeyValueStore store, byte generation) {
        wipe(store, LedgerRows.recordsFrom(generation), LedgerRows.recordsTo(generation));
        wipe(store, LedgerRows.pagesFrom(generation), LedgerRows.pagesTo(generation));
    }

    private static void wipe(KeyValueStore store, byte[] from, byte[] to) {
        try (var rows = store.scan(from, to)) {
            while (rows.hasNext()) {
                var batch = new WriteBatch();
                for (int i = 0; i < WIPED_ROWS_MAX && rows.hasNext(); i++) {
                    batch.delete(rows.next().key());
                }
                store.write(batch, Durability.FSYNCED);
            }
        }
    }
}
