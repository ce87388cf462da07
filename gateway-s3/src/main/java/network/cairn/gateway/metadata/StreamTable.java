package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.upload.SegmentJournal;
import network.cairn.gateway.metadata.MetadataException.Reason;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.SegmentId;

/// The rows of streams: which are being written and by whom, the pieces on their way, the segments stored.
final class StreamTable {
    private static final int BATCH_ROWS_MAX = 1000;

    private final RowDatabase database;
    private final RowTables tables;
    private final WriterId writer;

    StreamTable(RowDatabase database, WriterId writer) {
        this.database = database;
        this.tables = new RowTables(database);
        this.writer = writer;
    }

    void begin(StreamId stream, Place place) {
        database.write(new WriteBatch().put(Rows.writing(writer, stream), encode(place)));
    }

    /// Ends the writing of a stream that a record in this batch names.
    ///
    /// @throws MetadataException `UPLOAD_GIVEN_UP` if it is not being written by this writer any more: another
    ///     took this one for gone, and released the stream's pieces or is about to
    void commit(RowReader rows, WriteBatch batch, StreamId stream, Instant strayDue) throws MetadataException {
        if (rows.get(Rows.writing(writer, stream)) == null) {
            throw new MetadataException(
                    Reason.UPLOAD_GIVEN_UP,
                    "stream " + stream + " is not being written: it was never begun, or it was given up because this"
                            + " gateway had not been heard of");
        }
        batch.delete(Rows.writing(writer, stream));
        for (SentPiece piece : sent(new RowTables(rows), Rows.sending(stream), Integer.MAX_VALUE)) {
            piece.discard(batch, stream, strayDue);
        }
    }

    /// Ends the writing of a stream that nothing will name, if it is still being written: its caller may have
    /// been told of a failure although the record that names it was committed.
    void abandon(StreamId stream, Place place, Instant due) {
        RowLock lock = RowLock.exclusive(RowLock.Kind.UPLOAD, stream);
        GarbageTable.transact(database, lock, (rows, batch) -> {
            if (rows.get(Rows.writing(writer, stream)) != null) {
                abandon(batch, writer, stream, place, due);
            }
            return stream;
        });
    }

    private static void abandon(WriteBatch batch, WriterId writer, StreamId stream, Place place, Instant due) {
        batch.delete(Rows.writing(writer, stream))
                .put(Rows.garbage(due, Rows.KIND_STREAM, stream.toBytes()), encode(place));
    }

    /// Abandons what writers left unfinished, none of which write any more: those of whom there are no others.
    ///
    /// @return how many streams that were
    int abandonAll(Instant due) {
        return abandonAll(Rows.WRITING, due);
    }

    /// Abandons what this writer has not finished, when it is about to stop.
    int abandonOwn(Instant due) {
        return abandonAll(Rows.writing(writer), due);
    }

    private int abandonAll(byte[] prefix, Instant due) {
        int abandoned = 0;
        while (true) {
            List<Unfinished> unfinished = unfinished(database, prefix);
            if (unfinished.isEmpty()) {
                return abandoned;
            }
            var batch = new WriteBatch();
            unfinished.forEach(each -> each.abandon(batch, due));
            database.write(batch);
            abandoned += unfinished.size();
        }
    }

    /// Adds to a batch what gives up some streams of a writer that is gone.
    ///
    /// @return how many; 0 if there are none left
    int giveUp(RowReader rows, WriteBatch batch, WriterId gone, Instant due) {
        List<Unfinished> unfinished = unfinished(rows, Rows.writing(gone));
        unfinished.forEach(each -> each.abandon(batch, due));
        return unfinished.size();
    }

    private static List<Unfinished> unfinished(RowReader rows, byte[] prefix) {
        return new RowTables(rows).scan(prefix, Rows.after(prefix), BATCH_ROWS_MAX, row -> {
            ByteBuffer key = ByteBuffer.wrap(row.key()).position(Rows.WRITING.length);
            return new Unfinished(WriterId.of(key), StreamId.of(key), place(row.value()));
        });
    }

    void sending(StreamId stream, SegmentId segment, int index, ActorId node) {
        database.write(new WriteBatch().put(Rows.sending(stream, segment, index, node), new byte[0]));
    }

    void sending(StreamId stream, SegmentId segment, List<ActorId> nodes) {
        var batch = new WriteBatch();
        for (int index = 0; index < nodes.size(); index++) {
            batch.put(Rows.sending(stream, segment, index, nodes.get(index)), new byte[0]);
        }
        database.write(batch);
    }

    /// Keeps a stored segment. Pieces that were sent and are not among its own may have reached their nodes
    /// all the same, so they become garbage.
    void stored(StreamId stream, int number, SegmentManifest segment, Instant strayDue) {
        var batch = new WriteBatch().put(Rows.segment(stream, number), segment.encode());
        for (SegmentManifest.StoredPiece piece : segment.pieces()) {
            batch.delete(Rows.sending(stream, segment.id(), piece.index(), piece.node()));
        }
        for (SentPiece piece : sent(tables, Rows.sending(stream, segment.id()), Integer.MAX_VALUE)) {
            boolean isKept = segment.pieces().stream()
                    .anyMatch(one -> one.index() == piece.index() && one.node().equals(piece.node()));
            if (!isKept) {
                piece.discard(batch, stream, strayDue);
            }
        }
        database.write(batch);
    }

    SegmentManifest segment(StreamId stream, int number) {
        SegmentManifest segment = tables.get(Rows.segment(stream, number), SegmentManifest::decode);
        if (segment == null) {
            throw new IllegalStateException("stream " + stream + " has no segment " + number
                    + ": it was replaced longer ago than the grace period for readers");
        }
        return segment;
    }

    List<MetadataStore.NumberedSegment> segments(StreamId stream, int from, int max) {
        int numberAt = Rows.segments(stream).length;
        return tables.scan(
                Rows.segment(stream, from),
                Rows.after(Rows.segments(stream)),
                max,
                row -> new MetadataStore.NumberedSegment(
                        ByteBuffer.wrap(row.key()).getInt(numberAt), SegmentManifest.decode(row.value())));
    }

    /// Turns pieces sent for segments that were never stored into garbage.
    ///
    /// @return whether none are left
    boolean discardSent(StreamId stream, Instant due) {
        List<SentPiece> pieces = sent(tables, Rows.sending(stream), BATCH_ROWS_MAX);
        if (!pieces.isEmpty()) {
            var batch = new WriteBatch();
            for (SentPiece piece : pieces) {
                piece.discard(batch, stream, due);
            }
            database.write(batch);
        }
        return pieces.size() < BATCH_ROWS_MAX;
    }

    private static List<SentPiece> sent(RowTables rows, byte[] prefix, int max) {
        return rows.scan(prefix, Rows.after(prefix), max, row -> SentPiece.of(row.key()));
    }

    static byte[] encode(Place place) {
        var writer = new CanonicalWriter();
        Place.write(writer, place);
        return writer.toBytes();
    }

    static Place place(byte[] value) throws CodecException {
        var reader = new CanonicalReader(value);
        Place place = Place.read(reader);
        reader.end();
        return place;
    }

    private record Unfinished(WriterId writer, StreamId stream, Place place) {
        void abandon(WriteBatch batch, Instant due) {
            StreamTable.abandon(batch, writer, stream, place, due);
        }
    }

    /// A piece that was told of as being sent.
    private record SentPiece(SegmentId segment, int index, ActorId node) {
        static SentPiece of(byte[] row) {
            ByteBuffer buffer = ByteBuffer.wrap(row).position(1 + Id16.LENGTH_BYTES);
            byte[] segment = new byte[SegmentId.LENGTH_BYTES];
            buffer.get(segment);
            int index = buffer.get() & 0xff;
            byte[] node = new byte[ActorId.LENGTH_BYTES];
            buffer.get(node);
            return new SentPiece(SegmentId.of(segment), index, ActorId.of(node));
        }

        void discard(WriteBatch batch, StreamId stream, Instant due) {
            batch.delete(Rows.sending(stream, segment, index, node))
                    .put(
                            Rows.garbagePiece(new Garbage.OfPiece(due, segment, index, node, 0)),
                            GarbageTable.encodeAttempts(0));
        }
    }

    /// The journal of one stream's upload.
    ///
    /// @param strayDue when a piece that turns out not to be kept falls due
    SegmentJournal journal(StreamId stream, Supplier<Instant> strayDue) {
        return new SegmentJournal() {
            @Override
            public void sending(SegmentId segment, int index, ActorId node) {
                StreamTable.this.sending(stream, segment, index, node);
            }

            @Override
            public void sending(SegmentId segment, List<ActorId> nodes) {
                StreamTable.this.sending(stream, segment, nodes);
            }

            @Override
            public void stored(int number, SegmentManifest segment) {
                StreamTable.this.stored(stream, number, segment, strayDue.get());
            }
        };
    }
}
