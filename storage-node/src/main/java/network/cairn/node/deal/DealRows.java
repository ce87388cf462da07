package network.cairn.node.deal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.deal.SumNodes;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;

/// A deal's list in a store, and changes to it that are not written yet: the nodes of its tree, its pieces by
/// index, and their indices by id. Not for several threads.
final class DealRows implements SumNodes {
    private static final byte NODE = 'n';
    private static final byte ENTRY = 'e';
    private static final byte INDEX = 'i';

    private final KeyValueStore store;
    private final Map<byte[], Optional<byte[]>> changes = new TreeMap<>(Arrays::compareUnsigned);

    DealRows(KeyValueStore store) {
        this.store = store;
    }

    @Override
    public @Nullable SumNode get(int level, long place) {
        byte[] encoded = row(node(level, place));
        return encoded == null ? null : decoded(encoded, reader -> SumNode.read(reader, "node"));
    }

    @Override
    public void put(int level, long place, SumNode node) {
        var writer = new CanonicalWriter();
        node.write(writer);
        put(node(level, place), writer.toBytes());
    }

    @Override
    public void remove(int level, long place) {
        changes.put(node(level, place), Optional.empty());
    }

    @Nullable
    PieceEntry entry(long index) {
        byte[] encoded = row(entryKey(index));
        return encoded == null ? null : decoded(encoded, PieceEntry::read);
    }

    /// Where a piece is; empty if it is not in the list.
    Optional<Long> index(PieceId piece) {
        byte[] encoded = row(indexKey(piece));
        return encoded == null
                ? Optional.empty()
                : Optional.of(ByteBuffer.wrap(encoded).getLong());
    }

    void putEntry(long index, PieceEntry entry) {
        var writer = new CanonicalWriter();
        entry.write(writer);
        put(entryKey(index), writer.toBytes());
        put(indexKey(entry.id()), ByteBuffer.allocate(Long.BYTES).putLong(index).array());
    }

    void removeEntry(long index) {
        changes.put(entryKey(index), Optional.empty());
    }

    void forget(PieceId piece) {
        changes.put(indexKey(piece), Optional.empty());
    }

    /// Adds all that has changed to a batch.
    void addTo(WriteBatch batch) {
        changes.forEach((key, value) -> value.ifPresentOrElse(bytes -> batch.put(key, bytes), () -> batch.delete(key)));
    }

    private void put(byte[] key, byte[] value) {
        changes.put(key, Optional.of(value));
    }

    private byte @Nullable [] row(byte[] key) {
        Optional<byte[]> changed = changes.get(key);
        return changed == null ? store.get(key) : changed.orElse(null);
    }

    private static byte[] node(int level, long place) {
        return ByteBuffer.allocate(2 + Long.BYTES)
                .put(NODE)
                .put((byte) level)
                .putLong(place)
                .array();
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

    private interface Decoding<T> {
        T read(CanonicalReader reader) throws CodecException;
    }

    private static <T> T decoded(byte[] encoded, Decoding<T> decoding) {
        try {
            var reader = new CanonicalReader(encoded);
            T value = decoding.read(reader);
            reader.end();
            return value;
        } catch (CodecException e) {
            throw new IllegalStateException("a row of a deal's list cannot be read", e);
        }
    }
}
