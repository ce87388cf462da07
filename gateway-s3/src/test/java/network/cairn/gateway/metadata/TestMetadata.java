package network.cairn.gateway.metadata;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.LevelDbStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// Metadata for tests, kept in what `-Dcairn.test.metadata` names: `memory`, which is the default, or
/// `postgres`.
///
/// The build runs the tests of metadata and operations once with each. On PostgreSQL all tests of a JVM share
/// one database, and each has rows of its own in it, which begin with its number.
public final class TestMetadata {
    static final Duration WRITER_TIMEOUT = Duration.ofMinutes(15);

    private static final ActorId WRITER = ActorId.of(new byte[20]);
    private static final AtomicInteger PARTS = new AtomicInteger();
    private static @Nullable PostgresDatabase database;

    private TestMetadata() {}

    /// Whether tests run on PostgreSQL: what takes many transactions may then do with fewer.
    public static boolean isPostgres() {
        return "postgres".equals(System.getProperty("cairn.test.metadata", "memory"));
    }

    /// Empty metadata.
    public static RowMetadataStore open(GracePeriods grace, InstantSource clock, SecureRandom random) {
        return isPostgres()
                ? RowMetadataStore.openShared(emptyRows(), WRITER_TIMEOUT, grace, clock, random)
                : RowMetadataStore.open(new InMemoryKeyValueStore(), WRITER, grace, clock, random);
    }

    /// Metadata that stay when they are closed: what they are kept in is empty when it is first opened.
    ///
    /// @param folder an empty one, for LevelDB
    static Kept kept(Path folder) {
        if (isPostgres()) {
            RowDatabase rows = emptyRows();
            return (grace, clock, random) -> RowMetadataStore.openShared(rows, WRITER_TIMEOUT, grace, clock, random);
        }
        return (grace, clock, random) -> RowMetadataStore.open(LevelDbStore.open(folder), WRITER, grace, clock, random);
    }

    /// Metadata to be opened, closed and opened again.
    @FunctionalInterface
    interface Kept {
        RowMetadataStore open(GracePeriods grace, InstantSource clock, SecureRandom random);
    }

    /// Empty metadata that several gateways share: each call opens them as one more gateway does, on PostgreSQL
    /// with connections of its own, so that nothing but the database keeps one from another's way.
    public static Gateways gateways(InstantSource clock, SecureRandom random) {
        var grace = new GracePeriods(Duration.ZERO, Duration.ZERO);
        if (isPostgres()) {
            PostgresSettings settings = PostgresCluster.require().emptySchema();
            return () -> RowMetadataStore.openShared(settings, grace, clock, random);
        }
        RowDatabase rows = shared();
        return () -> RowMetadataStore.openShared(rows, WRITER_TIMEOUT, grace, clock, random);
    }

    /// Opens metadata as one more gateway.
    @FunctionalInterface
    public interface Gateways {
        RowMetadataStore open();
    }

    /// Metadata of a process that may die.
    public static MortalMetadata mortal() {
        return isPostgres() ? new MortalMetadata(emptyRows()) : new MortalMetadata(null);
    }

    /// Empty rows that several may have open.
    static RowDatabase shared() {
        return isPostgres() ? emptyRows() : new Part(new KeyValueDatabase(new InMemoryKeyValueStore()), new byte[0]);
    }

    /// An empty part of the database on PostgreSQL.
    static RowDatabase emptyRows() {
        return new Part(database(), Rows.utf8("test " + PARTS.incrementAndGet() + "/"));
    }

    private static synchronized PostgresDatabase database() {
        if (database == null) {
            database = PostgresDatabase.open(PostgresCluster.require().emptySchema(), new SecureRandom());
        }
        return database;
    }

    /// The rows of a database that begin with a prefix, seen without it. Closing it closes nothing.
    private record Part(RowDatabase whole, byte[] prefix) implements RowDatabase {
        @Override
        public void write(WriteBatch batch) {
            whole.write(inside(batch));
        }

        @Override
        public <T> T transact(List<RowLock> locks, Work<T> work) throws MetadataException {
            return whole.transact(locks, (rows, batch) -> {
                var changes = new WriteBatch();
                T result = work.run(new PartReader(rows, prefix), changes);
                for (WriteBatch.Change change : inside(changes).changes()) {
                    byte[] value = change.value();
                    if (value == null) {
                        batch.delete(change.key());
                    } else {
                        batch.put(change.key(), value);
                    }
                }
                return result;
            });
        }

        @Override
        public <T> T look(Function<RowReader, T> look) {
            return whole.look(rows -> look.apply(new PartReader(rows, prefix)));
        }

        @Override
        public byte @Nullable [] get(byte[] row) {
            return new PartReader(whole, prefix).get(row);
        }

        @Override
        public KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to) {
            return new PartReader(whole, prefix).scan(from, to);
        }

        @Override
        public KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to, int rowsExpected) {
            return new PartReader(whole, prefix).scan(from, to, rowsExpected);
        }

        private WriteBatch inside(WriteBatch batch) {
            var inside = new WriteBatch();
            for (WriteBatch.Change change : batch.changes()) {
                byte[] value = change.value();
                if (value == null) {
                    inside.delete(Rows.join(prefix, change.key()));
                } else {
                    inside.put(Rows.join(prefix, change.key()), value);
                }
            }
            return inside;
        }

        @Override
        public void close() {}
    }

    private record PartReader(RowReader rows, byte[] prefix) implements RowReader {
        @Override
        public byte @Nullable [] get(byte[] row) {
            return rows.get(Rows.join(prefix, row));
        }

        @Override
        public KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to) {
            return outside(rows.scan(Rows.join(prefix, from), end(to)));
        }

        @Override
        public KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to, int rowsExpected) {
            return outside(rows.scan(Rows.join(prefix, from), end(to), rowsExpected));
        }

        private byte @Nullable [] end(byte @Nullable [] to) {
            return to == null ? Rows.after(prefix) : Rows.join(prefix, to);
        }

        private KeyValueStore.Scan outside(KeyValueStore.Scan scan) {
            return new KeyValueStore.Scan() {
                @Override
                public boolean hasNext() {
                    return scan.hasNext();
                }

                @Override
                public KeyValueStore.Entry next() {
                    KeyValueStore.Entry row = scan.next();
                    return new KeyValueStore.Entry(
                            Arrays.copyOfRange(row.key(), prefix.length, row.key().length), row.value());
                }

                @Override
                public void close() {
                    scan.close();
                }
            };
        }
    }
}
