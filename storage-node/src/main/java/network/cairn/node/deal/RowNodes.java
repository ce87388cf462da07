package network.cairn.node.deal;

import java.nio.ByteBuffer;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.deal.SumNodes;
import org.jspecify.annotations.Nullable;

/// The nodes of a sum-tree as rows.
record RowNodes(VersionedRows.Staged rows) implements SumNodes {
    private static final byte NODE = 'n';

    @Override
    public @Nullable SumNode get(int level, long place) {
        return rows.get(key(level, place), reader -> SumNode.read(reader, "node"));
    }

    @Override
    public void put(int level, long place, SumNode node) {
        var writer = new CanonicalWriter();
        node.write(writer);
        rows.put(key(level, place), writer);
    }

    @Override
    public void remove(int level, long place) {
        rows.remove(key(level, place));
    }

    private static byte[] key(int level, long place) {
        return ByteBuffer.allocate(2 + Long.BYTES)
                .put(NODE)
                .put((byte) level)
                .putLong(place)
                .array();
    }
}
