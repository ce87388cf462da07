package network.cairn.proofs.piece;

/// A range of a piece that a proof can speak of: it starts at a chunk and ends after one, or at the
/// piece's end.
///
/// @param offset where it starts, a multiple of 1,024
/// @param lengthBytes its bytes; 0 only for the whole of the empty piece
public record PieceRange(long offset, long lengthBytes) {
    public PieceRange {
        if (offset < 0 || offset % Blake3.CHUNK_BYTES != 0 || lengthBytes < 0) {
            throw new IllegalArgumentException(
                    "no range of chunks has offset " + offset + " and length " + lengthBytes + " bytes");
        }
    }

    /// The smallest provable range that holds these bytes: both ends moved outwards to a chunk's border,
    /// the end at most to the piece's.
    ///
    /// @throws IllegalArgumentException if the bytes are not inside the piece, or are none while the
    /// piece has some
    public static PieceRange covering(long pieceLengthBytes, long offset, long lengthBytes) {
        if (!isInside(pieceLengthBytes, offset, lengthBytes)) {
            throw new IllegalArgumentException(lengthBytes + " bytes at offset " + offset
                    + " are not a range inside a piece of " + pieceLengthBytes + " bytes");
        }
        long start = offset - offset % Blake3.CHUNK_BYTES;
        long end = offset + lengthBytes;
        long beyond = end % Blake3.CHUNK_BYTES;
        if (beyond != 0) {
            end += Math.min(Blake3.CHUNK_BYTES - beyond, pieceLengthBytes - end);
        }
        return new PieceRange(start, end - start);
    }

    /// Whether the range is inside the piece and holds a byte, or is the whole of the empty piece.
    static boolean isInside(long pieceLengthBytes, long offset, long lengthBytes) {
        return offset >= 0
                && lengthBytes >= 0
                && offset <= pieceLengthBytes
                && lengthBytes <= pieceLengthBytes - offset
                && (lengthBytes > 0 || pieceLengthBytes == 0);
    }

    /// Whether both ends of a range inside the piece are borders of chunks.
    static boolean isAligned(long pieceLengthBytes, long offset, long lengthBytes) {
        long end = offset + lengthBytes;
        return offset % Blake3.CHUNK_BYTES == 0 && (end % Blake3.CHUNK_BYTES == 0 || end == pieceLengthBytes);
    }
}
