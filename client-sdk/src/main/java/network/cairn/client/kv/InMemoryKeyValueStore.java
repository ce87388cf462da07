package network.cairn.client.kv;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A {@link KeyValueStore} that forgets everything when it is closed, for tests and simulations.
///
/// A scan shares the map with the store until the next write, which then copies it: reading is cheap, and
/// alternating scans with writes costs a copy each.
public final class InMemoryKeyValueStore implements KeyValueStore {
    private TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    private boolean sharedWithScan;
    private boolean closed;

    @Override
    public synchronized byte @Nullable [] get(byte[] key) {
        requireOpen();
        byte[] value = entries.get(key);
        return value == null ? null : value.clone();
    }

    @Override
    public synchronized void write(WriteBatch batch, Durability durability) {
        requireOpen();
        if (sharedWithScan) {
            entries = new TreeMap<>(entries);
            sharedWithScan = false;
        }
        for (WriteBatch.Change change : batch.changes()) {
            byte[] value = change.value();
            if (value == null) {
                entries.remove(change.key());
            } else {
                entries.put(change.key(), value);
            }
        }
    }

    @Override
    public synchronized Scan scan(byte[] from, byte @Nullable [] to) {
        requireOpen();
        if (to != null && Arrays.compareUnsigned(from, to) >= 0) {
            return new MapScan(new TreeMap<byte[], byte[]>(Arrays::compareUnsigned)
                    .entrySet()
                    .iterator());
        }
        sharedWithScan = true;
        var range = to == null ? entries.tailMap(from, true) : entries.subMap(from, true, to, false);
        return new MapScan(range.entrySet().iterator());
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the in-memory key-value store is closed");
        }
    }

    private final class MapScan implements Scan {
        private final Iterator<Map.Entry<byte[], byte[]>> iterator;
        private boolean scanClosed;

        MapScan(Iterator<Map.Entry<byte[], byte[]>> iterator) {
            this.iterator = iterator;
        }

        @Override
        public boolean hasNext() {
            requireUsable();
            return iterator.hasNext();
        }

        @Override
        public Entry next() {
            requireUsable();
            if (!iterator.hasNext()) {
                throw new NoSuchElementException("the scan is at its end");
            }
            Map.Entry<byte[], byte[]> entry = iterator.next();
            return new Entry(entry.getKey().clone(), entry.getValue().clone());
        }

        @Override
        public void close() {
            scanClosed = true;
        }

        private void requireUsable() {
            requireOpen();
            if (scanClosed) {
                throw new IllegalStateException("the scan is closed");
            }
        }
    }
}
