package network.cairn.proofs.piece;

import java.util.Arrays;

/// The chunks of a piece that a proof is about.
record ChunkSet(long[] ascending) {
    /// @throws IllegalArgumentException unless they are at least one, ascending, and in a piece of so many
    static ChunkSet of(long[] chunks, long pieceChunks) {
        long last = -1;
        for (long chunk : chunks) {
            if (chunk <= last || chunk >= pieceChunks) {
                throw new IllegalArgumentException("chunks " + Arrays.toString(chunks)
                        + " are not ascending indices into a piece of " + pieceChunks + " chunks");
            }
            last = chunk;
        }
        if (chunks.length == 0) {
            throw new IllegalArgumentException("a proof is about at least one chunk");
        }
        return new ChunkSet(chunks.clone());
    }

    /// Whether any of them is in a subtree.
    boolean anyIn(long from, long lengthBytes) {
        long first = from / Blake3.CHUNK_BYTES;
        int found = Arrays.binarySearch(ascending, first);
        int next = found >= 0 ? found : -found - 1;
        return next < ascending.length && ascending[next] < first + PieceTree.chunks(lengthBytes);
    }
}
