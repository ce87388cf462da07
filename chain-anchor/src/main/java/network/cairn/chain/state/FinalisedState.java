package network.cairn.chain.state;

import java.util.Map;
import java.util.Optional;
import network.cairn.chain.tree.Page;
import network.cairn.chain.tree.PageKey;
import network.cairn.chain.tree.Pages;
import network.cairn.chain.tree.StateTree;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.Digest;
import org.jspecify.annotations.Nullable;

/// The newest finalised state in the store: its records, and the pages of its tree, the ones used last
/// also in memory.
final class FinalisedState implements StateView, Pages, StateTree.Records {
    private final KeyValueStore store;
    private final PageCache cache;

    FinalisedState(KeyValueStore store, long pageCacheBytesMax) {
        this.store = store;
        this.cache = new PageCache(pageCacheBytesMax);
    }

    @Override
    public byte @Nullable [] get(StateKey key) {
        return value(key.path());
    }

    @Override
    public byte @Nullable [] value(Digest path) {
        byte[] row = store.get(LedgerRows.record(path));
        return row == null ? null : LedgerRows.recordValue(row);
    }

    @Override
    public @Nullable Page page(PageKey key) {
        Page cached = cache.get(key);
        if (cached != null) {
            return cached;
        }
        byte[] encoded = store.get(LedgerRows.page(key));
        if (encoded == null) {
            return null;
        }
        var page = Page.decode(encoded);
        cache.put(key, page);
        return page;
    }

    /// Puts what blocks change into a batch.
    static void write(WriteBatch batch, StateChanges changes, Map<PageKey, Optional<Page>> pages) {
        changes.records().forEach((key, value) -> {
            byte[] row = LedgerRows.record(key.path());
            value.ifPresentOrElse(bytes -> batch.put(row, LedgerRows.recordRow(key, bytes)), () -> batch.delete(row));
        });
        pages.forEach((key, page) -> {
            byte[] row = LedgerRows.page(key);
            page.ifPresentOrElse(there -> batch.put(row, there.encoded()), () -> batch.delete(row));
        });
    }

    /// Tells of pages that a batch has brought into the store.
    void written(Map<PageKey, Optional<Page>> pages) {
        pages.forEach((key, page) -> page.ifPresentOrElse(there -> cache.put(key, there), () -> cache.remove(key)));
    }
}
