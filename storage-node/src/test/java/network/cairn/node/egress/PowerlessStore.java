package network.cairn.node.egress;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// A store whose machine can lose power: then all is gone that was written after the last fsync. It can also fail
/// at a write, before or after it.
public final class PowerlessStore implements KeyValueStore {
    private InMemoryKeyValueStore current = new InMemoryKeyValueStore();
    private final InMemoryKeyValueStore disk = new InMemoryKeyValueStore();
    private final List<WriteBatch> unsynced = new ArrayList<>();
    private int fsyncs;
    private boolean failing;
    private boolean failingAfter;

    /// While set, writes wait for it.
    volatile @Nullable CountDownLatch held;

    public synchronized void losePower() {
        unsynced.clear();
        current = new InMemoryKeyValueStore();
        failing = false;
        failingAfter = false;
        try (Scan scan = disk.scan(new byte[0], null)) {
            while (scan.hasNext()) {
                Entry entry = scan.next();
                current.write(new WriteBatch().put(entry.key(), entry.value()), Durability.BUFFERED);
            }
        }
    }

    synchronized void failNextWrites(boolean after) {
        failing = true;
        failingAfter = after;
    }

    synchronized void recover() {
        failing = false;
    }

    public synchronized int fsyncs() {
        return fsyncs;
    }

    @Override
    public synchronized byte @Nullable [] get(byte[] key) {
        return current.get(key);
    }

    @Override
    public void write(WriteBatch batch, Durability durability) {
        CountDownLatch waiting = held;
        if (waiting != null) {
            try {
                waiting.await();
            } catch (InterruptedException e) {
                throw new KeyValueException("interrupted", e);
            }
        }
        writeNow(batch, durability);
    }

    private synchronized void writeNow(WriteBatch batch, Durability durability) {
        if (failing && !failingAfter) {
            throw new KeyValueException("the test asked for it", new IllegalStateException());
        }
        current.write(batch, durability);
        unsynced.add(batch);
        if (durability == Durability.FSYNCED) {
            fsyncs++;
            unsynced.forEach(each -> disk.write(each, durability));
            unsynced.clear();
        }
        if (failing) {
            throw new KeyValueException("the test asked for it", new IllegalStateException());
        }
    }

    @Override
    public synchronized Scan scan(byte[] from, byte @Nullable [] to) {
        return current.scan(from, to);
    }

    @Override
    public void close() {
        current.close();
    }
}
