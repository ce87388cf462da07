package network.cairn.proofs.piece;

import java.util.Arrays;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.PieceRoot;

/// Works out which root a piece has if a proof of some of its chunks is right.
///
/// A proof is, from the piece's start to its end, the bytes of each chunk it is about and the chaining value (32
/// bytes) of each largest subtree that holds none of them. What comes where follows from the piece's length and the
/// chunks, so that chunks of a piece have exactly one proof.
public final class ChunksVerifier {
    private final ChunkSet chunks;
    private final CanonicalReader proof;
    private final SubtreeHasher subtree = new SubtreeHasher();
    private final Blake3 blake3 = new Blake3();

    private ChunksVerifier(ChunkSet chunks, CanonicalReader proof) {
        this.chunks = chunks;
        this.proof = proof;
    }

    /// The root that follows from the proof of a piece's chunks. The reader stands behind it afterwards.
    ///
    /// Whether it is the piece's is for the caller to compare. Work is at most the hash of the bytes read and of
    /// one node for each.
    ///
    /// @param pieceLengthBytes to be trusted as far as the root that it is compared with
    /// @param chunks the indices of at least one chunk, ascending
    /// @throws CodecException if the proof ends too early
    /// @throws IllegalArgumentException if the chunks are not ascending ones of a piece of this length
    public static PieceRoot root(long pieceLengthBytes, long[] chunks, CanonicalReader proof) throws CodecException {
        var verifier = new ChunksVerifier(ChunkSet.of(chunks, PieceTree.chunks(pieceLengthBytes)), proof);
        return PieceRoot.of(verifier.node(0, pieceLengthBytes, true));
    }

    private byte[] node(long from, long lengthBytes, boolean root) throws CodecException {
        if (!chunks.anyIn(from, lengthBytes)) {
            return proof.fixed(Blake3.CHAINING_VALUE_BYTES, "chaining value");
        }
        byte[] hash = new byte[Blake3.CHAINING_VALUE_BYTES];
        if (lengthBytes <= Blake3.CHUNK_BYTES) {
            byte[] chunk = proof.fixed((int) lengthBytes, "chunk");
            subtree.start(from / Blake3.CHUNK_BYTES);
            subtree.update(chunk, 0, chunk.length);
            subtree.finish(root, hash, 0);
            return hash;
        }
        long left = RangeVerifier.leftBytes(lengthBytes);
        byte[] children = Arrays.copyOf(node(from, left, false), 2 * Blake3.CHAINING_VALUE_BYTES);
        byte[] right = node(from + left, lengthBytes - left, false);
        System.arraycopy(right, 0, children, Blake3.CHAINING_VALUE_BYTES, Blake3.CHAINING_VALUE_BYTES);
        blake3.parent(children, 0, root, hash, 0);
        return hash;
    }
}
