package network.cairn.gateway.metadata;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// Metadata in whose writes the process dies at times, to be opened again after that.
public final class MortalMetadata {
    private static final ActorId WRITER = ActorId.of(new byte[20]);

    private final @Nullable RowDatabase shared;
    private final KeyValueStore own = new MortalStore(new InMemoryKeyValueStore());
    private final AtomicInteger writesLeft = new AtomicInteger(Integer.MAX_VALUE);
    private volatile boolean afterwards;

    /// The end of the process.
    public static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// @param shared rows in a database that others reach too; null for a store of this process alone
    MortalMetadata(@Nullable RowDatabase shared) {
        this.shared = shared;
    }

    /// Opens it as a gateway does that starts.
    public RowMetadataStore open(GracePeriods grace, InstantSource clock, SecureRandom random) {
        return shared == null
                ? RowMetadataStore.open(own, WRITER, grace, clock, random)
                : RowMetadataStore.openShared(
                        new MortalRows(shared), TestMetadata.WRITER_TIMEOUT, grace, clock, random);
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

    private interface Write<T> {
        T run() throws MetadataException;
    }

    private <T> T mortal(Write<T> write) throws MetadataException {
        if (writesLeft.decrementAndGet() < 0) {
            if (afterwards) {
                afterwards = false;
                write.run();
            }
            throw new Death();
        }
        return write.run();
    }

    private void write(Runnable write) {
        try {
            mortal(() -> {
                write.run();
                return write;
            });
        } catch (MetadataException e) {
            throw new IllegalStateException("a batch depends on nothing", e);
        }
    }

    private final class MortalStore implements KeyValueStore {
        private final KeyValueStore store;

        MortalStore(KeyValueStore store) {
            this.store = store;
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            return store.get(key);
        }

        @Override
        public void write(WriteBatch batch, Durability durability) {
            MortalMetadata.this.write(() -> store.write(batch, durability));
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

    private final class MortalRows implements RowDatabase {
        private final RowDatabase rows;

        MortalRows(RowDatabase rows) {
            this.rows = rows;
        }

        @Override
        public void write(WriteBatch batch) {
            MortalMetadata.this.write(() -> rows.write(batch));
        }

        @Override
        public <T> T transact(List<RowLock> locks, Work<T> work) throws MetadataException {
            return mortal(() -> rows.transact(locks, work));
        }

        @Override
        public <T> T look(Function<RowReader, T> look) {
            return rows.look(look);
        }

        @Override
        public byte @Nullable [] get(byte[] row) {
            return rows.get(row);
        }

        @Override
        public KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to) {
            return rows.scan(from, to);
        }

        @Override
        public KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to, int rowsExpected) {
            return rows.scan(from, to, rowsExpected);
        }

        @Override
        public void close() {
            // the test's own
        }
    }
}
