package network.cairn.node.deal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;

/// Rows of a store that can be read as they were at the end of an earlier version, until that is forgotten.
///
/// A change keeps what the row was before it, under the version that changed it: reading as of version `v` takes
/// the first such note of a later version, or the row itself where there is none. Versions only grow. A row's first
/// byte says what it is, and all rows of a kind have keys of one length, so that no key begins with another.
///
/// Reading needs no lock, also while a change is written: the row is read before the notes, and a change writes
/// both in one batch.
final class VersionedRows {
    /// As of now.
    static final long NOW = Long.MAX_VALUE;

    private static final byte ROW = 'c';
    private static final byte NOTE = 'h';
    private static final byte NOTED = 'v';
    private static final byte[] ABSENT = {0};
    private static final int FORGET_ROWS_MAX = 20_000;

    private final KeyValueStore store;

    VersionedRows(KeyValueStore store) {
        this.store = store;
    }

    byte @Nullable [] get(byte[] key, long version) {
        byte[] now = store.get(row(key));
        if (version == NOW) {
            return now;
        }
        byte[] prefix = note(key);
        byte[] end = KeyValueSection.after(prefix);
        try (KeyValueStore.Scan later = store.scan(numbered(prefix, version + 1), end)) {
            if (later.hasNext()) {
                byte[] note = later.next().value();
                return note.length == 1 ? null : Arrays.copyOfRange(note, 1, note.length);
            }
        }
        return now;
    }

    /// Changes that are not written yet.
    Staged stage() {
        return new Staged(NOW);
    }

    /// The rows as of a version, for reading only.
    Staged asOf(long version) {
        return new Staged(version);
    }

    /// Forgets what rows were before version `upTo` and all earlier ones, a bounded part of it at once.
    void forget(long upTo, WriteBatch batch) {
        int left = FORGET_ROWS_MAX;
        byte[] from = {NOTED};
        try (KeyValueStore.Scan noted = store.scan(from, numbered(from, upTo + 1))) {
            while (noted.hasNext() && left-- > 0) {
                byte[] index = noted.next().key();
                ByteBuffer read = ByteBuffer.wrap(index).position(1);
                long version = read.getLong();
                byte[] key = new byte[read.remaining()];
                read.get(key);
                batch.delete(index).delete(numbered(note(key), version));
            }
        }
    }

    /// Rows with changes on top that are not written yet. Not for several threads.
    final class Staged {
        private final Map<byte[], Optional<byte[]>> changes = new TreeMap<>(Arrays::compareUnsigned);
        private final long version;

        private Staged(long version) {
            this.version = version;
        }

        byte @Nullable [] get(byte[] key) {
            Optional<byte[]> changed = changes.get(key);
            return changed == null ? VersionedRows.this.get(key, version) : changed.orElse(null);
        }

        <T> @Nullable T get(byte[] key, Decoding<T> decoding) {
            byte[] encoded = get(key);
            return encoded == null ? null : decoded(encoded, decoding);
        }

        void put(byte[] key, byte[] value) {
            changes.put(key, Optional.of(value));
        }

        void put(byte[] key, CanonicalWriter value) {
            put(key, value.toBytes());
        }

        void remove(byte[] key) {
            changes.put(key, Optional.empty());
        }

        /// Adds all that has changed to a batch, as a part of a version.
        void addTo(WriteBatch batch, long changing) {
            if (version != NOW) {
                throw new IllegalStateException("what was cannot be changed");
            }
            changes.forEach((key, value) -> {
                byte[] note = numbered(note(key), changing);
                if (store.get(note) == null) {
                    byte[] before = store.get(row(key));
                    batch.put(note, before == null ? ABSENT : marked(before));
                    batch.put(noted(changing, key), new byte[0]);
                }
                value.ifPresentOrElse(bytes -> batch.put(row(key), bytes), () -> batch.delete(row(key)));
            });
        }
    }

    /// Reads a row's value.
    interface Decoding<T> {
        T read(CanonicalReader reader) throws CodecException;
    }

    static <T> T decoded(byte[] encoded, Decoding<T> decoding) {
        try {
            var reader = new CanonicalReader(encoded);
            T value = decoding.read(reader);
            reader.end();
            return value;
        } catch (CodecException e) {
            throw new IllegalStateException("a row of the deals' store cannot be read", e);
        }
    }

    private static byte[] row(byte[] key) {
        return prefixed(ROW, key);
    }

    private static byte[] note(byte[] key) {
        return prefixed(NOTE, key);
    }

    private static byte[] noted(long version, byte[] key) {
        return ByteBuffer.allocate(1 + Long.BYTES + key.length)
                .put(NOTED)
                .putLong(version)
                .put(key)
                .array();
    }

    private static byte[] prefixed(byte prefix, byte[] key) {
        return ByteBuffer.allocate(1 + key.length).put(prefix).put(key).array();
    }

    private static byte[] numbered(byte[] prefix, long number) {
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(number)
                .array();
    }

    private static byte[] marked(byte[] value) {
        return ByteBuffer.allocate(1 + value.length).put((byte) 1).put(value).array();
    }
}
