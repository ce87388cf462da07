package network.cairn.client.kv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBIterator;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.ReadOptions;
import org.iq80.leveldb.WriteOptions;
import org.jspecify.annotations.Nullable;

/// A {@link KeyValueStore} in a folder, kept by LevelDB through its native bridge.
///
/// The one class that touches that bridge, which trusts its caller: a call on a closed database or iterator reads
/// freed memory and takes the whole JVM down. So every native call holds the read half of a lock whose write half
/// {@link #close()} takes, and closing closes the open scans first. A call after close throws
/// `IllegalStateException`.
///
/// One process at a time: LevelDB locks the folder. Checksums are verified on every read, and a damaged journal
/// refuses to open rather than losing writes silently; only the torn end that a crash leaves is cut.
public final class LevelDbStore implements KeyValueStore {
    private static final long CACHE_BYTES = 16L << 20;
    private static final int WRITE_BUFFER_BYTES = 4 << 20;
    private static final int OPEN_FILES_MAX = 256;

    private final Path folder;
    private final DB database;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Set<LevelDbScan> openScans = new HashSet<>();
    private boolean closed;

    private LevelDbStore(Path folder, DB database) {
        this.folder = folder;
        this.database = database;
    }

    /// Opens the store in a folder, making both where they do not exist.
    ///
    /// @throws KeyValueException if another process has it open, it cannot be read or written, or is damaged
    public static LevelDbStore open(Path folder) {
        var options = new Options()
                .createIfMissing(true)
                .paranoidChecks(true)
                .cacheSize(CACHE_BYTES)
                .writeBufferSize(WRITE_BUFFER_BYTES)
                .maxOpenFiles(OPEN_FILES_MAX);
        try {
            Files.createDirectories(folder);
            return new LevelDbStore(folder, JniDBFactory.factory.open(folder.toFile(), options));
        } catch (IOException | RuntimeException e) {
            throw new KeyValueException(openFailure(folder, e), e);
        }
    }

    private static String openFailure(Path folder, Exception cause) {
        String detail = String.valueOf(cause.getMessage());
        if (detail.contains("LOCK") || detail.contains("lock ")) {
            return "the key-value store in " + folder
                    + " is open already, in this or another process; stop that one first (" + detail + ")";
        }
        return "the key-value store in " + folder + " cannot be opened: " + detail;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return guarded("read", () -> database.get(key, readOptions()));
    }

    @Override
    public void write(WriteBatch batch, Durability durability) {
        List<WriteBatch.Change> changes = batch.changes();
        guarded("write", () -> {
            try (var nativeBatch = database.createWriteBatch()) {
                for (WriteBatch.Change change : changes) {
                    byte[] value = change.value();
                    if (value == null) {
                        nativeBatch.delete(change.key());
                    } else {
                        nativeBatch.put(change.key(), value);
                    }
                }
                database.write(nativeBatch, new WriteOptions().sync(durability == Durability.FSYNCED));
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public Scan scan(byte[] from, byte @Nullable [] to) {
        byte[] first = from.clone();
        byte @Nullable [] end = to == null ? null : to.clone();
        var scan = guarded("scan", () -> {
            DBIterator iterator = database.iterator(readOptions());
            try {
                iterator.seek(first);
            } catch (RuntimeException e) {
                closeQuietly(iterator, e);
                throw e;
            }
            var opened = new LevelDbScan(iterator, end);
            synchronized (openScans) {
                openScans.add(opened);
            }
            return opened;
        });
        if (scan == null) {
            throw new IllegalStateException("LevelDB gave no iterator");
        }
        return scan;
    }

    @Override
    public void close() {
        Lock exclusive = lock.writeLock();
        exclusive.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            for (LevelDbScan scan : Set.copyOf(openScans)) {
                scan.release();
            }
            database.close();
        } catch (IOException | RuntimeException e) {
            throw new KeyValueException("the key-value store in " + folder + " did not close cleanly", e);
        } finally {
            exclusive.unlock();
        }
    }

    private static ReadOptions readOptions() {
        return new ReadOptions().verifyChecksums(true);
    }

    private static void closeQuietly(DBIterator iterator, RuntimeException cause) {
        try {
            iterator.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private <T> @Nullable T guarded(String operation, Supplier<@Nullable T> call) {
        Lock shared = lock.readLock();
        shared.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the key-value store in " + folder + " is closed");
            }
            return call.get();
        } catch (IllegalStateException | NoSuchElementException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new KeyValueException(
                    "cannot " + operation + " the key-value store in " + folder + ": " + e.getMessage(), e);
        } finally {
            shared.unlock();
        }
    }

    /// A scan over a native iterator, which sees the database as it stood when the iterator was made.
    private final class LevelDbScan implements Scan {
        private final DBIterator iterator;
        private final byte @Nullable [] to;
        private boolean released;

        LevelDbScan(DBIterator iterator, byte @Nullable [] to) {
            this.iterator = iterator;
            this.to = to;
        }

        @Override
        public boolean hasNext() {
            return Boolean.TRUE.equals(guarded("scan", () -> peek() != null));
        }

        @Override
        public Entry next() {
            Entry entry = guarded("scan", () -> {
                Map.Entry<byte[], byte[]> next = peek();
                if (next == null) {
                    throw new NoSuchElementException("the scan is at its end");
                }
                var copy = new Entry(next.getKey(), next.getValue());
                iterator.next();
                return copy;
            });
            if (entry == null) {
                throw new NoSuchElementException("the scan is at its end");
            }
            return entry;
        }

        private synchronized Map.@Nullable Entry<byte[], byte[]> peek() {
            if (released) {
                throw new IllegalStateException("the scan is closed");
            }
            if (!iterator.hasNext()) {
                return null;
            }
            Map.Entry<byte[], byte[]> next = iterator.peekNext();
            return to == null || Arrays.compareUnsigned(next.getKey(), to) < 0 ? next : null;
        }

        @Override
        public void close() {
            Lock shared = lock.readLock();
            shared.lock();
            try {
                release();
            } catch (IOException | RuntimeException e) {
                throw new KeyValueException("a scan of the key-value store in " + folder + " did not close", e);
            } finally {
                shared.unlock();
            }
        }

        /// Frees the native iterator, once. The caller holds either half of the lock.
        private synchronized void release() throws IOException {
            if (released) {
                return;
            }
            released = true;
            synchronized (openScans) {
                openScans.remove(this);
            }
            iterator.close();
        }
    }
}
