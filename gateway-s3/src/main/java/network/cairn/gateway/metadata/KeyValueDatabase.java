package network.cairn.gateway.metadata;

import java.util.List;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// A {@link RowDatabase} of one process, over a key-value store that it owns.
///
/// A transaction is one fsynced batch, isolated by its locks. Reads take none: a row is replaced whole.
final class KeyValueDatabase implements RowDatabase {
    private final KeyValueStore store;
    private final RowLocks locks = new RowLocks();

    KeyValueDatabase(KeyValueStore store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] get(byte[] row) {
        return store.get(row);
    }

    @Override
    public KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to) {
        return store.scan(from, to);
    }

    @Override
    public void write(WriteBatch batch) {
        store.write(batch, Durability.FSYNCED);
    }

    @Override
    public <T> T transact(List<RowLock> wanted, Work<T> work) throws MetadataException {
        try (RowLocks.Held _ = locks.take(wanted)) {
            var batch = new WriteBatch();
            T result = work.run(this, batch);
            if (!batch.isEmpty()) {
                write(batch);
            }
            return result;
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
