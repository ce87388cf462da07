package network.cairn.node.deal;

import java.nio.ByteBuffer;
import java.util.Optional;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.deal.SumNodes;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;

/// A deal's list: the nodes of its tree, its pieces by index, and their indices by id. Not for several threads.
///
/// Its versions are the deal's sequences.
final class DealRows {
    private static final byte ENTRY = 'e';
    private static final byte INDEX = 'i';

    private final VersionedRows.Staged rows;

    DealRows(VersionedRows.Staged rows) {
        this.rows = rows;
    }

    SumNodes nodes() {
        return new RowNodes(rows);
    }

    @Nullable
    PieceEntry entry(long index) {
        return rows.get(entryKey(index), PieceEntry::read);
    }

    /// Where a piece is; empty if it is not in the list.
    Optional<Long> index(PieceId piece) {
        byte[] encoded = rows.get(indexKey(piece));
        return encoded == null
                ? Optional.empty()
                : Optional.of(ByteBuffer.wrap(encoded).getLong());
    }

    void putEntry(long index, PieceEntry entry) {
        var writer = new CanonicalWriter();
        entry.write(writer);
        rows.put(entryKey(index), writer);
        rows.put(
                indexKey(entry.id()),
                ByteBuffer.allocate(Long.BYTES).putLong(index).array());
    }

    void removeEntry(long index) {
        rows.remove(entryKey(index));
    }

    void forget(PieceId piece) {
        rows.remove(indexKey(piece));
    }

    /// Adds all that has changed to a batch.
    void addTo(WriteBatch batch, long sequence) {
        rows.addTo(batch, sequence);
    }

    private static byte[] entryKey(long index) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(ENTRY).putLong(index).array();
    }

    private static byte[] indexKey(PieceId piece) {
        return ByteBuffer.allocate(1 + PieceId.LENGTH_BYTES)
                .put(INDEX)
                .put(piece.toBytes())
                .array();
    }
}
