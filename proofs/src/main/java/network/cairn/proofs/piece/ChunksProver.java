package network.cairn.proofs.piece;

import java.io.IOException;
import network.cairn.proofs.codec.CanonicalWriter;

/// The making of one proof of chunks: the walk over the piece's tree that {@link ChunksVerifier} repeats.
final class ChunksProver {
    private final PieceTree tree;
    private final ChunkSet chunks;
    private final GroupReader groups;
    private final CanonicalWriter into;

    ChunksProver(PieceTree tree, long[] chunks, RangeReader reader, CanonicalWriter into) {
        this.tree = tree;
        this.chunks = ChunkSet.of(chunks, PieceTree.chunks(tree.lengthBytes()));
        this.groups = new GroupReader(tree, reader);
        this.into = into;
    }

    void prove() throws IOException {
        walk(0, tree.lengthBytes());
    }

    private void walk(long from, long lengthBytes) throws IOException {
        if (!chunks.anyIn(from, lengthBytes)) {
            byte[] node = new byte[Blake3.CHAINING_VALUE_BYTES];
            groups.writeNode(from, lengthBytes, node, 0);
            into.fixed(node);
        } else if (lengthBytes <= Blake3.CHUNK_BYTES) {
            byte[] chunk = new byte[(int) lengthBytes];
            groups.writeBytes(from, chunk.length, chunk, 0);
            into.fixed(chunk);
        } else {
            long left = RangeVerifier.leftBytes(lengthBytes);
            walk(from, left);
            walk(from + left, lengthBytes - left);
        }
    }
}
