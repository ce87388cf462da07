package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.SegmentId;
import org.jspecify.annotations.Nullable;

/// The rows of garbage, in the order they fall due.
final class GarbageTable {
    private static final int BATCH_ROWS_MAX = 500;

    private final RowDatabase database;
    private final RowTables tables;

    GarbageTable(RowDatabase database) {
        this.database = database;
        this.tables = new RowTables(database);
    }

    static void add(WriteBatch batch, Garbage garbage) {
        switch (garbage) {
            case Garbage.OfStream(Instant due, StreamId stream, Place place) ->
                batch.put(Rows.garbage(due, Rows.KIND_STREAM, stream.toBytes()), StreamTable.encode(place));
            case Garbage.OfPacked(Instant due, StreamId pack, StreamId stream, Place place) ->
                batch.put(Rows.garbagePacked(due, pack, stream), StreamTable.encode(place));
            case Garbage.OfParts(Instant due, UploadId upload, Place place) ->
                batch.put(Rows.garbage(due, Rows.KIND_PARTS, upload.toBytes()), StreamTable.encode(place));
            case Garbage.OfBucket(Instant due, BucketId bucket) ->
                batch.put(Rows.garbage(due, Rows.KIND_BUCKET, bucket.toBytes()), new byte[0]);
            case Garbage.OfPiece piece -> batch.put(Rows.garbagePiece(piece), encodeAttempts(piece.attempts()));
        }
    }

    static void remove(WriteBatch batch, Garbage garbage) {
        switch (garbage) {
            case Garbage.OfStream(Instant due, StreamId stream, Place _) ->
                batch.delete(Rows.garbage(due, Rows.KIND_STREAM, stream.toBytes()));
            case Garbage.OfPacked(Instant due, StreamId pack, StreamId stream, Place _) ->
                batch.delete(Rows.garbagePacked(due, pack, stream));
            case Garbage.OfParts(Instant due, UploadId upload, Place _) ->
                batch.delete(Rows.garbage(due, Rows.KIND_PARTS, upload.toBytes()));
            case Garbage.OfBucket(Instant due, BucketId bucket) ->
                batch.delete(Rows.garbage(due, Rows.KIND_BUCKET, bucket.toBytes()));
            case Garbage.OfPiece piece -> batch.delete(Rows.garbagePiece(piece));
        }
    }

    /// At most `max` entries of each of the two tables, the longest due first.
    List<Garbage> due(Instant now, int max) {
        var due = new ArrayList<Garbage>();
        due.addAll(tables.scan(Rows.GARBAGE, Rows.afterDue(Rows.GARBAGE, now), max, GarbageTable::garbage));
        due.addAll(tables.scan(Rows.GARBAGE_PIECES, Rows.afterDue(Rows.GARBAGE_PIECES, now), max, GarbageTable::piece));
        due.sort(Comparator.comparing(Garbage::due));
        return due.size() > max ? due.subList(0, max) : due;
    }

    @Nullable
    Instant nextDue() {
        var next = new ArrayList<Instant>();
        next.addAll(tables.scan(
                Rows.GARBAGE, Rows.after(Rows.GARBAGE), 1, row -> garbage(row).due()));
        next.addAll(tables.scan(
                Rows.GARBAGE_PIECES,
                Rows.after(Rows.GARBAGE_PIECES),
                1,
                row -> piece(row).due()));
        return next.stream().min(Comparator.naturalOrder()).orElse(null);
    }

    /// Turns the parts under an upload id into garbage of their own each.
    void expand(Garbage.OfParts parts) {
        byte[] table = Rows.parts(parts.upload());
        // The lock is for parts in packs, which may be about to be moved to another one.
        RowLock lock = RowLock.exclusive(RowLock.Kind.UPLOAD, parts.upload());
        transact(database, lock, (rows, batch) -> {
            List<PartRecord> found = new RowTables(rows)
                    .scan(table, Rows.after(table), BATCH_ROWS_MAX, row -> PartRecord.decode(row.value()));
            for (PartRecord part : found) {
                batch.delete(Rows.part(parts.upload(), part.number()));
                add(batch, part.data(), parts.due(), new Place.InUpload(parts.upload(), part.number()));
            }
            finish(batch, parts, found.size());
            return found;
        });
    }

    /// Adds what becomes garbage of data once the record at `place` that names them goes.
    static void add(WriteBatch batch, StoredData data, Instant due, Place place) {
        Garbage garbage = data.garbage(due, place);
        if (garbage != null) {
            add(batch, garbage);
        }
    }

    /// Carries out a transaction that nothing can refuse.
    static <T> T transact(RowDatabase database, RowLock lock, RowDatabase.Work<T> work) {
        return transact(database, List.of(lock), work);
    }

    /// Carries out a transaction that nothing can refuse.
    static <T> T transact(RowDatabase database, List<RowLock> locks, RowDatabase.Work<T> work) {
        try {
            return database.transact(locks, work);
        } catch (MetadataException e) {
            throw new IllegalStateException("a transaction without conditions was refused", e);
        }
    }

    /// Turns the uploads in a deleted bucket into the garbage of their parts.
    void expand(Garbage.OfBucket bucket) {
        byte[] table = Rows.uploads(bucket.bucket());
        List<UploadRecord> found =
                tables.scan(table, Rows.after(table), BATCH_ROWS_MAX, row -> UploadRecord.decode(row.value()));
        var batch = new WriteBatch();
        for (UploadRecord upload : found) {
            batch.delete(Rows.upload(bucket.bucket(), upload.key(), upload.id()));
            var place = new Place.InObject(bucket.bucket(), upload.key());
            add(batch, new Garbage.OfParts(bucket.due(), upload.id(), place));
        }
        finish(batch, bucket, found.size());
        database.write(batch);
    }

    /// A full batch may not have been all: then the entry stays, to be expanded again.
    private static void finish(WriteBatch batch, Garbage garbage, int found) {
        if (found < BATCH_ROWS_MAX) {
            remove(batch, garbage);
        }
    }

    private static Garbage garbage(KeyValueStore.Entry row) throws CodecException {
        ByteBuffer key = ByteBuffer.wrap(row.key()).position(Rows.GARBAGE.length);
        Instant due = Instant.ofEpochMilli(key.getLong());
        int kind = key.get();
        return switch (kind) {
            case Rows.KIND_STREAM -> new Garbage.OfStream(due, StreamId.of(key), StreamTable.place(row.value()));
            case Rows.KIND_PACKED ->
                new Garbage.OfPacked(due, StreamId.of(key), StreamId.of(key), StreamTable.place(row.value()));
            case Rows.KIND_PARTS -> new Garbage.OfParts(due, UploadId.of(key), StreamTable.place(row.value()));
            case Rows.KIND_BUCKET -> new Garbage.OfBucket(due, BucketId.of(key));
            default -> throw new CodecException("there is no garbage kind " + kind);
        };
    }

    private static Garbage.OfPiece piece(KeyValueStore.Entry row) throws CodecException {
        ByteBuffer key = ByteBuffer.wrap(row.key()).position(Rows.GARBAGE_PIECES.length);
        Instant due = Instant.ofEpochMilli(key.getLong());
        byte[] segment = new byte[SegmentId.LENGTH_BYTES];
        key.get(segment);
        int index = key.get() & 0xff;
        byte[] node = new byte[ActorId.LENGTH_BYTES];
        key.get(node);
        var value = new CanonicalReader(row.value());
        int attempts = value.u32("attempts");
        value.end();
        return new Garbage.OfPiece(due, SegmentId.of(segment), index, ActorId.of(node), attempts);
    }

    static byte[] encodeAttempts(int attempts) {
        return new CanonicalWriter().u32(attempts).toBytes();
    }
}
