package network.cairn.client.upload;

import network.cairn.client.budget.BufferBudget;

/// One share on its way to a node, owned by one piece.
final class Share {
    private final BufferBudget.Lease lease;
    private final byte[] bytes;
    private final int lengthBytes;
    private final long pieceOffset;
    private volatile boolean prepared;

    Share(BufferBudget.Lease lease, byte[] bytes, int lengthBytes, long pieceOffset) {
        this.lease = lease;
        this.bytes = bytes;
        this.lengthBytes = lengthBytes;
        this.pieceOffset = pieceOffset;
    }

    byte[] bytes() {
        return bytes;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    long pieceOffset() {
        return pieceOffset;
    }

    /// Whether it has been masked and hashed, which happens once though it may be sent twice.
    boolean prepared() {
        return prepared;
    }

    void markPrepared() {
        prepared = true;
    }

    void release() {
        lease.release(bytes);
    }
}
