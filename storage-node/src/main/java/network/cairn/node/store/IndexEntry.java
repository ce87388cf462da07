package network.cairn.node.store;

import java.util.Arrays;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.PieceRoot;

/// What the index knows of one piece id: its newest copy and its newest tombstone.
///
/// @param sequence of the newest copy; 0 if there is none
/// @param tombstone sequence of the newest tombstone; 0 if there is none
/// @param deletedAtMillis the time of that tombstone
record IndexEntry(
        long sequence, Location location, long lengthBytes, PieceRoot root, long tombstone, long deletedAtMillis) {
    /// Where a record starts.
    record Location(long log, long offset) {}

    /// The entry of a piece that was just stored.
    static IndexEntry of(LogSet.Extent extent, PieceRoot root) {
        return of(extent.header(), new Location(extent.log().number(), extent.offset()), root);
    }

    static IndexEntry of(RecordFormat.Header header, Location location, PieceRoot root) {
        return new IndexEntry(header.sequence(), location, header.lengthBytes(), root, 0, 0);
    }

    /// The entry of a piece of which only a tombstone was seen yet.
    static IndexEntry grave(long tombstone, long deletedAtMillis) {
        byte[] noRoot = new byte[PieceRoot.LENGTH_BYTES];
        return new IndexEntry(0, new Location(0, 0), 0, PieceRoot.of(noRoot), tombstone, deletedAtMillis);
    }

    boolean isLive() {
        return sequence > tombstone;
    }

    boolean hasCopy() {
        return sequence > 0;
    }

    long extentBytes() {
        return hasCopy() ? RecordFormat.pieceExtentBytes(lengthBytes) : 0;
    }

    IndexEntry deleted(long byTombstone, long atMillis) {
        return new IndexEntry(sequence, location, lengthBytes, root, byTombstone, atMillis);
    }

    IndexEntry movedTo(Location newLocation) {
        return new IndexEntry(sequence, newLocation, lengthBytes, root, tombstone, deletedAtMillis);
    }

    IndexEntry replacedBy(IndexEntry newer) {
        return new IndexEntry(
                newer.sequence, newer.location, newer.lengthBytes, newer.root, tombstone, deletedAtMillis);
    }

    byte[] encode() {
        return new CanonicalWriter()
                .u64(sequence)
                .u64(location.log())
                .u64(location.offset())
                .u64(lengthBytes)
                .id(root)
                .u64(tombstone)
                .u64(deletedAtMillis)
                .toBytes();
    }

    static IndexEntry decode(byte[] bytes) {
        try {
            var in = new CanonicalReader(bytes);
            var entry = new IndexEntry(
                    in.u64("sequence"),
                    new Location(in.u64("log"), in.u64("offset")),
                    in.u64("length"),
                    PieceRoot.of(in.fixed(PieceRoot.LENGTH_BYTES, "root")),
                    in.u64("tombstone"),
                    in.u64("deleted at"));
            in.end();
            return entry;
        } catch (CodecException e) {
            throw new IllegalArgumentException("not an index entry: " + Arrays.toString(bytes), e);
        }
    }
}
