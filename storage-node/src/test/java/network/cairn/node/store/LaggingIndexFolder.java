package network.cairn.node.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// An index in memory that a crash throws back to an earlier state, never to one before its last sync.
final class LaggingIndexFolder implements IndexFolder {
    private final List<WriteBatch> journal = new ArrayList<>();
    private int synced;

    /// The index after a crash.
    synchronized LaggingIndexFolder crash(Random random, boolean powerLost) {
        var after = new LaggingIndexFolder();
        if (random.nextInt(8) > 0) {
            int kept = powerLost ? synced + random.nextInt(journal.size() - synced + 1) : journal.size();
            after.journal.addAll(journal.subList(0, kept));
            after.synced = kept;
        }
        return after;
    }

    @Override
    public synchronized KeyValueStore open() {
        var store = new InMemoryKeyValueStore();
        journal.forEach(batch -> store.write(batch, KeyValueStore.Durability.BUFFERED));
        return new Recording(store);
    }

    @Override
    public synchronized void discard() {
        journal.clear();
        synced = 0;
    }

    @Override
    public void markDamaged() {
        throw new IllegalStateException("an index in memory does not fail");
    }

    private final class Recording implements KeyValueStore {
        private final InMemoryKeyValueStore store;

        Recording(InMemoryKeyValueStore store) {
            this.store = store;
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            return store.get(key);
        }

        @Override
        public void write(WriteBatch batch, Durability durability) {
            store.write(batch, durability);
            synchronized (LaggingIndexFolder.this) {
                journal.add(batch);
                if (durability == Durability.FSYNCED) {
                    synced = journal.size();
                }
            }
        }

        @Override
        public Scan scan(byte[] from, byte @Nullable [] to) {
            return store.scan(from, to);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
