package network.cairn.deploy.simulation;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// A key-value store on a simulated machine: batches are whole, and those not fsynced may be gone after a
/// loss of power, the last ones first, as LevelDB's log loses them, unless the store was opened again in between.
///
/// Outlives its validator's crashes; closing it only ends that validator's use.
final class SimulatedStore implements KeyValueStore {
    private final MachinePower power;
    private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    /// How to take back each batch since the last fsync, the newest last.
    private final ArrayDeque<List<Undo>> unsynced = new ArrayDeque<>();

    private int writesUntilFailure = -1;

    private final List<StoreScan> openScans = new ArrayList<>();

    /// What a key was before a change; null where it was not there.
    private record Undo(byte[] key, byte @Nullable [] value) {}

    SimulatedStore(MachinePower power) {
        this.power = power;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        byte[] value = entries.get(key);
        return value == null ? null : value.clone();
    }

    /// The power may go before a batch, or right after it: then it is there although nobody was told.
    @Override
    public void write(WriteBatch batch, Durability durability) {
        power.spend("before a batch of the store");
        if (writesUntilFailure >= 0 && writesUntilFailure-- == 0) {
            throw new KeyValueException("the simulated store did not force a batch", new IOException("failed force"));
        }
        detachScans();
        var undo = new ArrayList<Undo>();
        for (WriteBatch.Change change : batch.changes()) {
            byte[] value = change.value();
            byte[] before = value == null ? entries.remove(change.key()) : entries.put(change.key(), value);
            undo.add(new Undo(change.key(), before));
        }
        unsynced.addLast(undo);
        power.spend("in a batch of the store");
        if (durability == Durability.FSYNCED) {
            unsynced.clear();
            power.spend("after a batch of the store");
        }
    }

    /// The write after this many more fails.
    void failWriteAfter(int writes) {
        writesUntilFailure = writes;
    }

    /// Nothing fails any more.
    void heal() {
        writesUntilFailure = -1;
    }

    /// Takes back any number of the batches that were not fsynced.
    ///
    /// @return how many
    int losePower(Dice dice) {
        int lost = dice.below(unsynced.size() + 1);
        for (int i = 0; i < lost; i++) {
            List<Undo> batch = unsynced.removeLast();
            for (Undo undo : batch.reversed()) {
                if (undo.value() == null) {
                    entries.remove(undo.key());
                } else {
                    entries.put(undo.key(), undo.value());
                }
            }
        }
        unsynced.clear();
        openScans.clear();
        return lost;
    }

    void wipe() {
        entries.clear();
        unsynced.clear();
        openScans.clear();
    }

    private void detachScans() {
        openScans.forEach(StoreScan::detach);
        openScans.clear();
    }

    /// A validator opens it: what it finds is safe from then on, as {@link KeyValueStore} promises.
    void opened() {
        unsynced.clear();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    public Scan scan(byte[] from, byte @Nullable [] to) {
        if (to != null && Arrays.compareUnsigned(from, to) >= 0) {
            return new StoreScan(Collections.emptyIterator());
        }
        var range = to == null ? entries.tailMap(from, true) : entries.subMap(from, true, to, false);
        var scan = new StoreScan(range.entrySet().iterator());
        openScans.add(scan);
        return scan;
    }

    @Override
    public void close() {
        // The machine keeps what the validator lets go of.
    }

    /// Reads the live map until something is written, and then a copy of what was left of it.
    private final class StoreScan implements Scan {
        private Iterator<Map.Entry<byte[], byte[]>> left;

        StoreScan(Iterator<Map.Entry<byte[], byte[]>> left) {
            this.left = left;
        }

        void detach() {
            var copy = new ArrayList<Map.Entry<byte[], byte[]>>();
            left.forEachRemaining(entry -> copy.add(Map.entry(entry.getKey(), entry.getValue())));
            left = copy.iterator();
        }

        @Override
        public boolean hasNext() {
            return left.hasNext();
        }

        @Override
        public Entry next() {
            if (!left.hasNext()) {
                throw new NoSuchElementException("the scan is at its end");
            }
            var entry = left.next();
            return new Entry(entry.getKey().clone(), entry.getValue().clone());
        }

        @Override
        public void close() {
            left = Collections.emptyIterator();
            openScans.remove(this);
        }
    }
}
