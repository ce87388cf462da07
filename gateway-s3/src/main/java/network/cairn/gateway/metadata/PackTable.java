package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import network.cairn.client.kv.WriteBatch;
import network.cairn.gateway.metadata.MetadataException.Reason;
import network.cairn.gateway.metadata.RowLock.Kind;
import org.jspecify.annotations.Nullable;

/// The rows of packs.
///
/// An object's row in a pack belongs to whoever has the lock of the record that names it, and once none does,
/// to whoever has the pack's; the pack's own row always to the latter.
final class PackTable implements Packs {
    private static final int BATCH_ROWS_MAX = 500;

    private final RowDatabase database;
    private final RowTables tables;
    private final StreamTable streams;
    private final WriterId writer;
    private final GracePeriods grace;
    private final InstantSource clock;

    PackTable(RowDatabase database, StreamTable streams, WriterId writer, GracePeriods grace, InstantSource clock) {
        this.database = database;
        this.tables = new RowTables(database);
        this.streams = streams;
        this.writer = writer;
        this.grace = grace;
        this.clock = clock;
    }

    @Override
    public void put(PackRecord pack, List<PackEntry> entries) {
        long bytes = entries.stream().mapToLong(PackEntry::lengthBytes).sum();
        if (entries.size() != pack.objects() || bytes != pack.bytes()) {
            throw new IllegalArgumentException("pack " + pack.id() + " counts " + pack.objects() + " objects of "
                    + pack.bytes() + " bytes, and " + entries.size() + " of " + bytes + " were put");
        }
        try {
            database.transact(List.of(RowLock.exclusive(Kind.PACK, pack.id())), (rows, batch) -> {
                streams.commit(rows, batch, pack.id(), clock.instant().plus(grace.stray()));
                batch.put(Rows.pack(pack.id()), pack.encode());
                markSparse(batch, pack);
                for (PackEntry entry : entries) {
                    batch.put(Rows.packEntry(pack.id(), entry.stream()), entry.encode())
                            .put(Rows.unnamed(writer, pack.id(), entry.stream()), StreamTable.encode(entry.place()));
                }
                return pack;
            });
        } catch (MetadataException e) {
            throw new DatabaseException(
                    "pack " + pack.id() + " was given up before it was stored: " + e.getMessage(), e);
        }
    }

    private static void markSparse(WriteBatch batch, PackRecord pack) {
        if (pack.isSparse()) {
            batch.put(Rows.sparsePack(pack.bucket(), pack.id()), new byte[0]);
        }
    }

    @Override
    public @Nullable PackRecord pack(StreamId pack) {
        return pack(database, pack);
    }

    private static @Nullable PackRecord pack(RowReader rows, StreamId id) {
        return new RowTables(rows).get(Rows.pack(id), value -> PackRecord.decode(id, value));
    }

    @Override
    public List<PackEntry> entries(StreamId pack) {
        byte[] table = Rows.packEntries(pack);
        return tables
                .scan(
                        table,
                        Rows.after(table),
                        Integer.MAX_VALUE,
                        row -> PackEntry.decode(
                                StreamId.of(ByteBuffer.wrap(row.key()).position(table.length)), row.value()))
                .stream()
                .sorted(Comparator.comparingLong(PackEntry::offset))
                .toList();
    }

    private static @Nullable PackEntry entry(RowReader rows, StreamId pack, StreamId stream) {
        return new RowTables(rows).get(Rows.packEntry(pack, stream), value -> PackEntry.decode(stream, value));
    }

    /// Notes, where these data are in a pack, which record names them from now on.
    ///
    /// @throws MetadataException `UPLOAD_GIVEN_UP` if nothing named them yet and they are garbage already:
    ///     another gateway took this one for gone
    void name(RowReader rows, WriteBatch batch, StoredData data, Place place) throws MetadataException {
        PackSlot slot = data.slot();
        if (slot == null) {
            return;
        }
        PackEntry entry = entry(rows, slot.pack(), data.stream());
        if (entry == null || (!entry.named() && !isAnnounced(rows, slot.pack(), data.stream()))) {
            throw new MetadataException(
                    Reason.UPLOAD_GIVEN_UP,
                    "pack " + slot.pack() + " holds no stream " + data.stream()
                            + ": it was given up while it was being put");
        }
        batch.put(
                        Rows.packEntry(slot.pack(), data.stream()),
                        entry.namedBy(place).encode())
                .delete(Rows.unnamed(writer, slot.pack(), data.stream()));
    }

    /// Whether this writer still means to name bytes that it put.
    private boolean isAnnounced(RowReader rows, StreamId pack, StreamId stream) {
        return rows.get(Rows.unnamed(writer, pack, stream)) != null;
    }

    @Override
    public void abandon(StreamId pack, StreamId stream, Place place) {
        GarbageTable.transact(database, RowLock.exclusive(Kind.PACK, pack), (rows, batch) -> {
            abandon(rows, batch, pack, stream, place);
            return stream;
        });
    }

    private void abandon(RowReader rows, WriteBatch batch, StreamId pack, StreamId stream, Place place) {
        abandon(rows, batch, writer, pack, stream, place);
    }

    /// Makes garbage of bytes unless something came to name them after all. Nobody can be reading them: they
    /// are due at once.
    private void abandon(
            RowReader rows, WriteBatch batch, WriterId whose, StreamId pack, StreamId stream, Place place) {
        batch.delete(Rows.unnamed(whose, pack, stream));
        PackEntry entry = entry(rows, pack, stream);
        if (entry != null && !entry.named()) {
            GarbageTable.add(batch, new Garbage.OfPacked(clock.instant(), pack, stream, place));
        }
    }

    /// Abandons what writers put into packs and had not named, none of which write any more: those of whom
    /// there are no others.
    ///
    /// @return how many objects that were
    int abandonAll() {
        return abandonAll(Rows.UNNAMED);
    }

    /// Abandons what this writer has not named, when it is about to stop.
    int abandonOwn() {
        return abandonAll(Rows.unnamed(writer));
    }

    private int abandonAll(byte[] prefix) {
        int abandoned = 0;
        while (true) {
            var batch = new WriteBatch();
            int some = giveUp(database, batch, prefix);
            if (some == 0) {
                return abandoned;
            }
            database.write(batch);
            abandoned += some;
        }
    }

    /// Adds to a batch what gives up some objects that a writer which is gone put into packs and had not named.
    ///
    /// @return how many; 0 if there are none left
    int giveUp(RowReader rows, WriteBatch batch, WriterId gone) {
        return giveUp(rows, batch, Rows.unnamed(gone));
    }

    private int giveUp(RowReader rows, WriteBatch batch, byte[] prefix) {
        return new RowTables(rows)
                .scan(prefix, Rows.after(prefix), BATCH_ROWS_MAX, row -> {
                    ByteBuffer key = ByteBuffer.wrap(row.key()).position(Rows.UNNAMED.length);
                    abandon(
                            rows,
                            batch,
                            WriterId.of(key),
                            StreamId.of(key),
                            StreamId.of(key),
                            StreamTable.place(row.value()));
                    return row;
                })
                .size();
    }

    @Override
    public void release(Garbage.OfPacked garbage) {
        GarbageTable.transact(database, RowLock.exclusive(Kind.PACK, garbage.pack()), (rows, batch) -> {
            GarbageTable.remove(batch, garbage);
            PackEntry entry = entry(rows, garbage.pack(), garbage.stream());
            if (entry != null) {
                batch.delete(Rows.packEntry(garbage.pack(), garbage.stream()));
                countOff(rows, batch, garbage.pack(), List.of(entry), Instant.EPOCH);
            }
            return garbage;
        });
    }

    /// Counts off what is live no more. With the last of it the pack becomes garbage.
    private void countOff(
            RowReader rows, WriteBatch batch, StreamId id, List<PackEntry> gone, Instant keptAtLeastUntil) {
        PackRecord before = Objects.requireNonNull(pack(rows, id), () -> "there is no row of pack " + id);
        long bytes = gone.stream().mapToLong(PackEntry::lengthBytes).sum();
        PackRecord after = before.less(gone.size(), bytes, keptAtLeastUntil);
        batch.put(Rows.pack(id), after.encode());
        if (after.objects() > 0) {
            markSparse(batch, after);
            return;
        }
        Instant now = clock.instant();
        batch.delete(Rows.sparsePack(after.bucket(), id));
        GarbageTable.add(
                batch,
                new Garbage.OfStream(after.keptUntil().isAfter(now) ? after.keptUntil() : now, id, new Place.OfPack()));
    }

    /// Forgets a pack whose pieces are released.
    void forget(WriteBatch batch, StreamId pack) {
        batch.delete(Rows.pack(pack));
    }

    @Override
    public List<PackRecord> sparse(@Nullable PackRecord after, int max) {
        byte[] from =
                after == null ? Rows.SPARSE_PACKS : Rows.join(Rows.sparsePack(after.bucket(), after.id()), new byte[1]);
        int idAt = Rows.SPARSE_PACKS.length + Id16.LENGTH_BYTES;
        List<StreamId> ids = tables.scan(
                from,
                Rows.after(Rows.SPARSE_PACKS),
                max,
                row -> StreamId.of(ByteBuffer.wrap(row.key()).position(idAt)));
        return ids.stream().map(this::pack).filter(Objects::nonNull).toList();
    }

    @Override
    public boolean take(StreamId id, Instant until) {
        return GarbageTable.transact(database, RowLock.exclusive(Kind.PACK, id), (rows, batch) -> {
            PackRecord pack = pack(rows, id);
            if (pack == null || pack.objects() == 0 || pack.takenUntil().isAfter(clock.instant())) {
                return false;
            }
            batch.put(Rows.pack(id), pack.taken(until).encode());
            return true;
        });
    }

    @Override
    public int move(List<Move> moves, StreamId to) {
        var locks = new HashSet<RowLock>();
        for (Move move : moves) {
            locks.add(RowLock.exclusive(Kind.PACK, move.from()));
            switch (move.entry().place()) {
                case Place.InVersion(BucketId bucket, String key, VersionId _) ->
                    locks.add(RowLock.exclusive(Kind.KEY, List.of(bucket, key)));
                case Place.InUpload(UploadId upload, int _) -> locks.add(RowLock.exclusive(Kind.UPLOAD, upload));
                case Place.InObject _, Place.OfPack _ ->
                    throw new IllegalArgumentException("no one record names " + move.entry());
            }
        }
        return GarbageTable.transact(database, List.copyOf(locks), (rows, batch) -> {
            Map<StreamId, List<PackEntry>> gone = new HashMap<>();
            int moved = 0;
            for (Move move : moves) {
                if (move(rows, batch, move, to)) {
                    moved++;
                    gone.computeIfAbsent(move.from(), _ -> new ArrayList<>()).add(move.entry());
                } else {
                    abandon(rows, batch, to, move.entry().stream(), move.entry().place());
                }
            }
            Instant kept = clock.instant().plus(grace.reader());
            gone.forEach((from, entries) -> countOff(rows, batch, from, entries, kept));
            return moved;
        });
    }

    /// @return whether the bytes were still named where they were, and now are in the other pack
    private boolean move(RowReader rows, WriteBatch batch, Move move, StreamId to) {
        PackEntry entry = move.entry();
        if (!entry.equals(entry(rows, move.from(), entry.stream())) || !isAnnounced(rows, to, entry.stream())) {
            return false;
        }
        var slot = new PackSlot(to, move.offset());
        if (!renamed(rows, batch, move, slot)) {
            return false;
        }
        PackEntry copy = new PackEntry(entry.stream(), move.offset(), entry.lengthBytes(), entry.place(), true);
        batch.delete(Rows.packEntry(move.from(), entry.stream()))
                .put(Rows.packEntry(to, entry.stream()), copy.encode())
                .delete(Rows.unnamed(writer, to, entry.stream()));
        return true;
    }

    /// Has the record at an entry's place name another slot, if it names the entry.
    private static boolean renamed(RowReader rows, WriteBatch batch, Move move, PackSlot slot) {
        StreamId stream = move.entry().stream();
        switch (move.entry().place()) {
            case Place.InVersion(BucketId bucket, String key, VersionId version) -> {
                var versions = new KeyVersions(rows, bucket, key);
                ObjectRecord object = versions.byId(version);
                if (object == null
                        || !(object.content() instanceof ObjectContent.Whole(StoredData data))
                        || !data.isIn(move.from(), stream)) {
                    return false;
                }
                versions.replace(batch, object.withContent(new ObjectContent.Whole(data.movedTo(slot))));
                return true;
            }
            case Place.InUpload(UploadId upload, int number) -> {
                PartRecord part = new RowTables(rows).get(Rows.part(upload, number), PartRecord::decode);
                if (part == null || !part.data().isIn(move.from(), stream)) {
                    return false;
                }
                batch.put(
                        Rows.part(upload, number),
                        part.withData(part.data().movedTo(slot)).encode());
                return true;
            }
            case Place.InObject _, Place.OfPack _ -> {
                return false;
            }
        }
    }
}
