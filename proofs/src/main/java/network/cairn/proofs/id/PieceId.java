package network.cairn.proofs.id;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The name of a piece on a storage node.
///
/// A piece of a segment is named by hashing the segment's random id and the piece's index, so a manifest
/// needs no ids of pieces and a node cannot tell from two ids that they belong together.
public final class PieceId extends FixedBytes {
    public static final int LENGTH_BYTES = 32;

    /// The most pieces a segment has: GF(2^8) has no room for more.
    public static final int INDEX_MAX = 254;

    private static final byte[] DOMAIN = "cairn.piece.v1".getBytes(StandardCharsets.US_ASCII);

    private PieceId(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static PieceId of(byte[] bytes) {
        return new PieceId(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES} hexadecimal digits
    public static PieceId fromHex(String hex) {
        return new PieceId(parseHex("PieceId", hex, LENGTH_BYTES));
    }

    /// The id of piece `index` of a segment: SHA-256 of a domain string, the segment's id and the index as one byte.
    ///
    /// @throws IllegalArgumentException if the index is not in 0 .. {@value #INDEX_MAX}
    public static PieceId ofSegment(SegmentId segment, int index) {
        if (index < 0 || index > INDEX_MAX) {
            throw new IllegalArgumentException("piece index " + index + " is not in 0 .. " + INDEX_MAX);
        }
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(DOMAIN);
            sha256.update(segment.toBytes());
            sha256.update((byte) index);
            return new PieceId(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
