package network.cairn.gateway.lifecycle;

import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// A store in whose writes the process dies at times.
public final class FailingStore implements KeyValueStore {
    private final KeyValueStore store;
    private final AtomicInteger writesLeft = new AtomicInteger(Integer.MAX_VALUE);
    private volatile boolean afterwards;

    /// The end of the process.
    public static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    public FailingStore(KeyValueStore store) {
        this.store = store;
    }

    /// Lets it die in the write after so many.
    ///
    /// @param afterwards whether that write is still done
    public void dieAfter(int writes, boolean afterwards) {
        this.afterwards = afterwards;
        writesLeft.set(writes);
    }

    public void live() {
        writesLeft.set(Integer.MAX_VALUE);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return store.get(key);
    }

    @Override
    public void write(WriteBatch batch, Durability durability) {
        if (writesLeft.decrementAndGet() < 0) {
            if (afterwards) {
                afterwards = false;
                store.write(batch, durability);
            }
            throw new Death();
        }
        store.write(batch, durability);
    }

    @Override
    public Scan scan(byte[] from, byte @Nullable [] to) {
        return store.scan(from, to);
    }

    @Override
    public void close() {
        // the test's own
    }
}
