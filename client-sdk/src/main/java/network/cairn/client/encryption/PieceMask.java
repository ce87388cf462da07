package network.cairn.client.encryption;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.SegmentId;

/// The keystream that one piece is XORed with before it leaves the client: AES-256-CTR under a key of its own.
///
/// With it, no set of providers that lacks the key can regenerate a piece from others, so each must keep its bytes.
/// It hides and authenticates nothing beyond that: the content under it is encrypted in frames already. The counter
/// block is the 16-byte block's number within the piece, so any range is masked alone.
///
/// Safe for use by many threads; calls are independent of each other.
public final class PieceMask {
    private static final String LABEL = "cairn.mask.piece.v1";
    private static final int BLOCK_BYTES = 16;
    private static final int CHUNK_BYTES = 8 * 1024;

    private final SecretKeySpec key;

    private PieceMask(SecretKeySpec key) {
        this.key = key;
    }

    /// The mask of piece `index` of a segment.
    ///
    /// @throws IllegalArgumentException if the index is not in 0 .. {@link PieceId#INDEX_MAX}
    public static PieceMask of(MaskKey bucketMaskKey, SegmentId segment, int index) {
        return of(SegmentMaskKey.of(bucketMaskKey, segment), index);
    }

    /// The mask of piece `index` of the segment this key is for: what a repairer uses, and the cheaper way to the masks
    /// of many pieces of a segment.
    ///
    /// @throws IllegalArgumentException if the index is not in 0 .. {@link PieceId#INDEX_MAX}
    public static PieceMask of(SegmentMaskKey segmentMaskKey, int index) {
        if (index < 0 || index > PieceId.INDEX_MAX) {
            throw new IllegalArgumentException("piece index " + index + " is not in 0 .. " + PieceId.INDEX_MAX);
        }
        byte[] secret = Hkdf.derive(segmentMaskKey.secret(), LABEL, new byte[] {(byte) index});
        return new PieceMask(new SecretKeySpec(secret, "AES"));
    }

    /// Masks or unmasks bytes in place: doing it twice gives the first bytes back.
    ///
    /// @param pieceOffset where in the piece the first of these bytes is
    /// @throws IndexOutOfBoundsException if the range does not fit the array
    public void apply(byte[] bytes, int offset, int length, long pieceOffset) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (pieceOffset < 0) {
            throw new IllegalArgumentException("a piece has no offset " + pieceOffset);
        }
        byte[] counter = ByteBuffer.allocate(BLOCK_BYTES)
                .putLong(8, pieceOffset / BLOCK_BYTES)
                .array();
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
            int skip = (int) (pieceOffset % BLOCK_BYTES);
            if (skip > 0) {
                cipher.update(new byte[skip]);
            }
            // In pieces through a scratch: the JDK copies a whole input that overlaps its output, and its fast path
            // starts only with a second call.
            byte[] scratch = new byte[Math.min(length, CHUNK_BYTES)];
            for (int done = 0; done < length; done += CHUNK_BYTES) {
                int chunk = Math.min(CHUNK_BYTES, length - done);
                System.arraycopy(bytes, offset + done, scratch, 0, chunk);
                cipher.update(scratch, 0, chunk, bytes, offset + done);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-CTR failed on " + length + " bytes", e);
        }
    }
}
