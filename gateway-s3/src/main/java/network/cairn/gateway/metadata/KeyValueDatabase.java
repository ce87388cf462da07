package network.cairn.gateway.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// A {@link RowDatabase} of one process, over a key-value store that it owns.
///
/// A transaction is one fsynced batch, isolated by its locks. There is a fixed number of them, shared by any number
/// of names; a transaction takes its own in one order that is the same for all, so none wait for each other in a
/// circle. Reads take none: a row is replaced whole.
final class KeyValueDatabase implements RowDatabase {
    private static final int LOCKS_OF_A_KIND = 1024;

    private final KeyValueStore store;
    private final Map<RowLock.Kind, ReentrantReadWriteLock[]> locks = new EnumMap<>(RowLock.Kind.class);

    KeyValueDatabase(KeyValueStore store) {
        this.store = store;
        for (RowLock.Kind kind : RowLock.Kind.values()) {
            var stripes = new ReentrantReadWriteLock[LOCKS_OF_A_KIND];
            for (int i = 0; i < stripes.length; i++) {
                stripes[i] = new ReentrantReadWriteLock();
            }
            locks.put(kind, stripes);
        }
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
        List<Lock> held = take(wanted);
        try {
            var batch = new WriteBatch();
            T result = work.run(this, batch);
            if (!batch.isEmpty()) {
                write(batch);
            }
            return result;
        } finally {
            held.reversed().forEach(Lock::unlock);
        }
    }

    private List<Lock> take(List<RowLock> wanted) {
        List<Stripe> stripes = wanted.stream()
                .map(lock -> new Stripe(lock.kind(), stripe(lock.name()), lock.exclusive()))
                .distinct()
                .sorted(Comparator.comparing(Stripe::kind)
                        .thenComparingInt(Stripe::number)
                        .thenComparing(Stripe::exclusive, Comparator.reverseOrder()))
                .toList();
        var held = new ArrayList<Lock>();
        for (Stripe stripe : stripes) {
            ReentrantReadWriteLock lock = stripesOf(stripe.kind())[stripe.number()];
            // Whoever writes may read as well, so a name that is shared under a stripe taken exclusively is held too.
            Lock taken = stripe.exclusive() ? lock.writeLock() : lock.readLock();
            taken.lock();
            held.add(taken);
        }
        return held;
    }

    private ReentrantReadWriteLock[] stripesOf(RowLock.Kind kind) {
        return Objects.requireNonNull(locks.get(kind));
    }

    private static int stripe(Object name) {
        return ((name.hashCode() * 0x9e3779b1) >>> 16) & (LOCKS_OF_A_KIND - 1);
    }

    private record Stripe(RowLock.Kind kind, int number, boolean exclusive) {}

    @Override
    public void close() {
        store.close();
    }
}
