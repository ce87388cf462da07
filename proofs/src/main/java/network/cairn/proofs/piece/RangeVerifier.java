package network.cairn.proofs.piece;

import java.util.Arrays;
import network.cairn.proofs.id.PieceRoot;

/// Decides whether bytes are the bytes of a piece at an offset, given the piece's root and a proof.
///
/// A proof is the version byte 1 and then the chaining values (32 bytes each) of the largest subtrees of
/// the piece that hold no byte of the range, from the piece's start to its end. How many there are
/// follows from the piece's length and the range, so a range has exactly one proof and its size is
/// checked before anything is hashed.
///
/// The length is to be trusted as far as the root: whoever signs one signs the other. An accepted proof
/// binds the bytes to their offset under any length; it binds the length itself only if the range reaches
/// the piece's end, as in BLAKE3 the last chunk alone tells where the piece ends.
public final class RangeVerifier {
    /// The first byte of a proof.
    public static final int PROOF_VERSION = 1;

    static final int HEADER_BYTES = 1;

    private final long pieceLengthBytes;
    private final long start;
    private final long end;
    private final byte[] data;
    private final byte[] proof;
    private final SubtreeHasher subtree = new SubtreeHasher();
    private final Blake3 blake3 = new Blake3();
    private int proofPosition = HEADER_BYTES;

    private RangeVerifier(long pieceLengthBytes, long start, byte[] data, byte[] proof) {
        this.pieceLengthBytes = pieceLengthBytes;
        this.start = start;
        this.end = start + data.length;
        this.data = data;
        this.proof = proof;
    }

    /// Whether `data` is what the piece of this root and length holds at `offset`.
    ///
    /// Total: any arguments give a verdict. The offset must be a multiple of 1,024, and the range's end
    /// one too or the piece's end; {@link PieceRange#covering} gives such a range. Only the empty piece
    /// has an empty range. Work is at most the hash of the data and of about two nodes for each level of
    /// the tree.
    public static Verdict verify(PieceRoot root, long pieceLengthBytes, long offset, byte[] data, byte[] proof) {
        if (!PieceRange.isInside(pieceLengthBytes, offset, data.length)) {
            return new Verdict.Rejected(Verdict.Reason.RANGE_OUTSIDE_PIECE);
        }
        if (!PieceRange.isAligned(pieceLengthBytes, offset, data.length)) {
            return new Verdict.Rejected(Verdict.Reason.RANGE_UNALIGNED);
        }
        if (proof.length != proofBytes(pieceLengthBytes, offset, data.length)) {
            return new Verdict.Rejected(Verdict.Reason.WRONG_SIZE);
        }
        if (proof[0] != PROOF_VERSION) {
            return new Verdict.Rejected(Verdict.Reason.MALFORMED);
        }
        byte[] hash = new RangeVerifier(pieceLengthBytes, offset, data, proof).root();
        return Arrays.equals(hash, root.toBytes())
                ? new Verdict.Accepted()
                : new Verdict.Rejected(Verdict.Reason.ROOT_MISMATCH);
    }

    /// The size of the proof of a range, so that a reader can bound what it accepts.
    ///
    /// @throws IllegalArgumentException if the range is not inside the piece
    public static int proofBytes(long pieceLengthBytes, long offset, long lengthBytes) {
        if (!PieceRange.isInside(pieceLengthBytes, offset, lengthBytes)) {
            throw new IllegalArgumentException(lengthBytes + " bytes at offset " + offset
                    + " are not a range inside a piece of " + pieceLengthBytes + " bytes");
        }
        int siblings = siblings(0, pieceLengthBytes, offset, offset + lengthBytes);
        return HEADER_BYTES + siblings * Blake3.CHAINING_VALUE_BYTES;
    }

    /// Bytes of the left child of a subtree of more than one chunk: the largest power of two of chunks
    /// that leaves something for the right one.
    static long leftBytes(long subtreeBytes) {
        return Long.highestOneBit((subtreeBytes - 1) / Blake3.CHUNK_BYTES) * Blake3.CHUNK_BYTES;
    }

    /// Subtrees outside the range. Only subtrees that the range cuts are opened: at most two on each
    /// level.
    private static int siblings(long from, long lengthBytes, long start, long end) {
        if (lengthBytes > 0 && (from >= end || from + lengthBytes <= start)) {
            return 1;
        }
        if ((start <= from && from + lengthBytes <= end) || lengthBytes <= Blake3.CHUNK_BYTES) {
            return 0;
        }
        long left = leftBytes(lengthBytes);
        return siblings(from, left, start, end) + siblings(from + left, lengthBytes - left, start, end);
    }

    private byte[] root() {
        byte[] hash = new byte[Blake3.CHAINING_VALUE_BYTES];
        node(0, pieceLengthBytes, true, hash, 0);
        return hash;
    }

    private void node(long from, long lengthBytes, boolean root, byte[] into, int intoOffset) {
        if (lengthBytes > 0 && (from >= end || from + lengthBytes <= start)) {
            System.arraycopy(proof, proofPosition, into, intoOffset, Blake3.CHAINING_VALUE_BYTES);
            proofPosition += Blake3.CHAINING_VALUE_BYTES;
        } else if (start <= from && from + lengthBytes <= end) {
            subtree.start(from / Blake3.CHUNK_BYTES);
            subtree.update(data, (int) (from - start), (int) lengthBytes);
            subtree.finish(root, into, intoOffset);
        } else {
            long left = leftBytes(lengthBytes);
            byte[] children = new byte[2 * Blake3.CHAINING_VALUE_BYTES];
            node(from, left, false, children, 0);
            node(from + left, lengthBytes - left, false, children, Blake3.CHAINING_VALUE_BYTES);
            blake3.parent(children, 0, root, into, intoOffset);
        }
    }
}
