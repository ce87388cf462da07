package network.cairn.node.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.node.store.IndexEntry.Location;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import org.jspecify.annotations.Nullable;

/// Where each piece is. It may lag behind the logs, or be lost: recovery brings it up from them.
///
/// Keys: `p` id: the {@link IndexEntry}; `d` log, offset: the id of a copy that no entry points to but that
/// is still on disk, and `x` id, log, offset: its sequence; `l` log: how far it is indexed and whether it
/// is sealed; `n`: the last sequence given out; `s`: the scrubber's state. Applying records is idempotent,
/// and in any order gives the same entries.
final class PieceIndex implements AutoCloseable {
    private static final byte[] SEQUENCE_KEY = {'n'};
    private static final byte[] SCRUB_KEY = {'s'};

    private final KeyValueStore store;
    private final AtomicLong livePieces = new AtomicLong();

    PieceIndex(KeyValueStore store) {
        this.store = store;
    }

    /// How far a log is indexed.
    record LogState(long indexedTo, boolean sealed) {}

    /// A piece's id with its entry.
    record Indexed(PieceId piece, IndexEntry entry) {}

    @Nullable
    IndexEntry get(PieceId piece) {
        byte[] value = store.get(pieceKey(piece));
        return value == null ? null : IndexEntry.decode(value);
    }

    long livePieces() {
        return livePieces.get();
    }

    /// Counts the live pieces again; reads, and thereby checks, every entry.
    void recount() {
        var count = new AtomicLong();
        forEach((piece, entry) -> {
            if (entry.isLive()) {
                count.incrementAndGet();
            }
        });
        livePieces.set(count.get());
    }

    void forEach(BiConsumer<PieceId, IndexEntry> action) {
        try (var scan = store.scan(new byte[] {'p'}, new byte[] {'p' + 1})) {
            scan.forEachRemaining(
                    entry -> action.accept(PieceId.of(tail(entry.key(), 1)), IndexEntry.decode(entry.value())));
        }
    }

    /// Up to `max` entries after a piece, or from the first on.
    List<Indexed> after(@Nullable PieceId piece, int max) {
        byte[] from = piece == null ? new byte[] {'p'} : concatenate(pieceKey(piece), new byte[1]);
        var found = new ArrayList<Indexed>();
        try (var scan = store.scan(from, new byte[] {'p' + 1})) {
            while (found.size() < max && scan.hasNext()) {
                var entry = scan.next();
                found.add(new Indexed(PieceId.of(tail(entry.key(), 1)), IndexEntry.decode(entry.value())));
            }
        }
        return found;
    }

    @Nullable
    LogState logState(long log) {
        byte[] value = store.get(logKey(log));
        return value == null ? null : new LogState(ByteBuffer.wrap(value).getLong(), value[Long.BYTES] != 0);
    }

    List<Long> logs() {
        var numbers = new ArrayList<Long>();
        try (var scan = store.scan(new byte[] {'l'}, new byte[] {'l' + 1})) {
            scan.forEachRemaining(
                    entry -> numbers.add(ByteBuffer.wrap(entry.key()).getLong(1)));
        }
        return numbers;
    }

    long lastSequence() {
        byte[] value = store.get(SEQUENCE_KEY);
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }

    byte @Nullable [] scrubState() {
        return store.get(SCRUB_KEY);
    }

    /// Whether a copy of the piece older than the sequence is on disk, elsewhere than in one log.
    boolean hasCopyBefore(PieceId piece, long sequence, long exceptLog) {
        IndexEntry entry = get(piece);
        if (entry != null
                && entry.hasCopy()
                && entry.sequence() < sequence
                && entry.location().log() != exceptLog) {
            return true;
        }
        byte[] prefix = concatenate(new byte[] {'x'}, piece.toBytes());
        try (var scan = store.scan(prefix, concatenate(prefix, new byte[] {-1}))) {
            while (scan.hasNext()) {
                var copy = scan.next();
                long log = ByteBuffer.wrap(copy.key()).getLong(prefix.length);
                if (log != exceptLog && ByteBuffer.wrap(copy.value()).getLong() < sequence) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void close() {
        store.close();
    }

    /// Starts changes that are applied together. One at a time: the caller holds this index's monitor until
    /// it is written.
    Changes change() {
        return new Changes();
    }

    /// Changes that see each other, written in one batch.
    final class Changes {
        private final WriteBatch batch = new WriteBatch();
        private final Map<PieceId, IndexEntry> changed = new HashMap<>();
        private long liveDelta;

        @Nullable
        IndexEntry get(PieceId piece) {
            IndexEntry entry = changed.get(piece);
            return entry == null ? PieceIndex.this.get(piece) : entry;
        }

        /// A committed copy of a piece is on disk.
        void stored(RecordFormat.Header header, Location location, PieceRoot root) {
            PieceId piece = header.piece();
            IndexEntry seen = IndexEntry.of(header, location, root);
            IndexEntry known = get(piece);
            if (known == null) {
                put(piece, null, seen);
            } else if (known.sequence() < seen.sequence()) {
                if (known.hasCopy()) {
                    supersede(piece, known.sequence(), known.location());
                }
                put(piece, known, known.replacedBy(seen));
            } else if (!known.location().equals(location)) {
                supersede(piece, seen.sequence(), location);
            }
        }

        /// A tombstone of a piece is on disk.
        void deleted(PieceId piece, long tombstone, long atMillis) {
            IndexEntry known = get(piece);
            if (known == null) {
                put(piece, null, IndexEntry.grave(tombstone, atMillis));
            } else if (known.tombstone() < tombstone) {
                put(piece, known, known.deleted(tombstone, atMillis));
            }
        }

        /// Compaction has copied a piece. If the piece was stored anew meanwhile, the copy is superseded at
        /// birth.
        void moved(PieceId piece, long sequence, Location from, Location to) {
            IndexEntry known = get(piece);
            if (known != null
                    && known.sequence() == sequence
                    && known.location().equals(from)) {
                supersede(piece, sequence, from);
                put(piece, known, known.movedTo(to));
            } else {
                supersede(piece, sequence, to);
            }
        }

        void remove(PieceId piece) {
            IndexEntry known = get(piece);
            if (known != null && known.isLive()) {
                liveDelta--;
            }
            batch.delete(pieceKey(piece));
        }

        void logState(long log, LogState state) {
            batch.put(
                    logKey(log),
                    ByteBuffer.allocate(Long.BYTES + 1)
                            .putLong(state.indexedTo())
                            .put((byte) (state.sealed() ? 1 : 0))
                            .array());
        }

        void lastSequence(long sequence) {
            batch.put(SEQUENCE_KEY, longs(sequence));
        }

        void scrubState(byte[] state) {
            batch.put(SCRUB_KEY, state);
        }

        /// Forgets a log whose file is gone: its superseded copies, and the log itself.
        void forgetLog(long log) {
            byte[] prefix = concatenate(new byte[] {'d'}, longs(log));
            try (var scan = store.scan(prefix, concatenate(new byte[] {'d'}, longs(log + 1)))) {
                while (scan.hasNext()) {
                    var copy = scan.next();
                    long offset = ByteBuffer.wrap(copy.key()).getLong(prefix.length);
                    byte[] piece = ByteBuffer.wrap(copy.value()).array();
                    batch.delete(copy.key()).delete(copyKey(PieceId.of(piece), new Location(log, offset)));
                }
            }
            batch.delete(logKey(log));
        }

        void write(Durability durability) {
            store.write(batch, durability);
            livePieces.addAndGet(liveDelta);
        }

        private void put(PieceId piece, @Nullable IndexEntry before, IndexEntry after) {
            liveDelta += (after.isLive() ? 1 : 0) - (before != null && before.isLive() ? 1 : 0);
            changed.put(piece, after);
            batch.put(pieceKey(piece), after.encode());
        }

        private void supersede(PieceId piece, long sequence, Location location) {
            batch.put(concatenate(new byte[] {'d'}, longs(location.log(), location.offset())), piece.toBytes());
            batch.put(copyKey(piece, location), longs(sequence));
        }
    }

    private static byte[] pieceKey(PieceId piece) {
        return concatenate(new byte[] {'p'}, piece.toBytes());
    }

    private static byte[] logKey(long log) {
        return concatenate(new byte[] {'l'}, longs(log));
    }

    private static byte[] copyKey(PieceId piece, Location location) {
        return concatenate(concatenate(new byte[] {'x'}, piece.toBytes()), longs(location.log(), location.offset()));
    }

    private static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] tail(byte[] bytes, int from) {
        byte[] tail = new byte[bytes.length - from];
        System.arraycopy(bytes, from, tail, 0, tail.length);
        return tail;
    }
}
