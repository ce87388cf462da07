package network.cairn.proofs.piece;

import java.io.IOException;

/// A stored piece whose bytes no longer have the chaining value that was kept of them.
public final class CorruptPieceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offset;
    private final int lengthBytes;

    CorruptPieceException(long offset, int lengthBytes, String reason) {
        super("the " + lengthBytes + " bytes of the piece at offset " + offset + " are corrupt: " + reason);
        this.offset = offset;
        this.lengthBytes = lengthBytes;
    }

    /// Where the corrupt group starts in the piece.
    public long offset() {
        return offset;
    }

    /// Bytes of the corrupt group.
    public int lengthBytes() {
        return lengthBytes;
    }
}
