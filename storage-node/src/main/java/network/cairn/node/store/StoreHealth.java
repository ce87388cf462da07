package network.cairn.node.store;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is wrong with the store's disk. Once it fails, the store takes nothing more until it is opened
/// again; where it was only full, until there is room.
final class StoreHealth {
    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);
    private static final int CORRUPT_PIECES_MAX = 100_000;

    private final IndexFolder indexFolder;
    private final Set<PieceId> corrupt = ConcurrentHashMap.newKeySet();
    private volatile String readOnlyReason = "";
    private volatile boolean full;
    private volatile boolean closed;

    StoreHealth(IndexFolder indexFolder) {
        this.indexFolder = indexFolder;
    }

    boolean isWritable() {
        return readOnlyReason.isEmpty();
    }

    String readOnlyReason() {
        return readOnlyReason;
    }

    void close() {
        closed = true;
    }

    void requireOpen() throws StoreException {
        if (closed) {
            throw closedRefusal();
        }
    }

    private static StoreException closedRefusal() {
        return new StoreException(NodeErrorCode.BUSY, "the piece store is closed");
    }

    void requireWritable() throws StoreException {
        requireOpen();
        if (!isWritable()) {
            throw refusal();
        }
    }

    /// Makes the store read-only, and says so to the caller.
    synchronized StoreException failed(String what, Exception cause) {
        if (closed) {
            return closedRefusal();
        }
        boolean noRoom = cause instanceof DiskFullException;
        if (readOnlyReason.isEmpty() || (full && !noRoom)) {
            full = noRoom;
            readOnlyReason = what + ": " + cause.getMessage();
            LOG.error("the piece store is read-only from now on: {}", readOnlyReason, cause);
        }
        return refusal();
    }

    /// The index failed: the store takes nothing more, and rebuilds the index when it is opened again.
    synchronized StoreException indexFailed(RuntimeException cause) {
        if (!closed) {
            try {
                indexFolder.markDamaged();
            } catch (RuntimeException e) {
                cause.addSuppressed(e);
            }
        }
        return failed("the piece index failed", cause);
    }

    boolean isFull() {
        return full;
    }

    /// Takes pieces again if the disk was full and nothing else is wrong.
    synchronized void resumeUnless(BooleanSupplier unfinished) {
        if (full && !unfinished.getAsBoolean()) {
            full = false;
            readOnlyReason = "";
            LOG.warn("the disk has room again: the piece store takes pieces");
        }
    }

    /// Null while the store takes pieces; else the refusal, once `onRefusal` has run. No resumption comes
    /// between.
    synchronized @Nullable StoreException refusalAfter(Runnable onRefusal) {
        if (isWritable()) {
            return null;
        }
        onRefusal.run();
        return refusal();
    }

    StoreException refusal() {
        return new StoreException(
                full ? NodeErrorCode.OUT_OF_SPACE : NodeErrorCode.READ_ONLY,
                "the piece store is read-only: " + readOnlyReason
                        + (full ? "; it goes on once the disk has room" : "; repair the disk and start again"));
    }

    /// A read failed: the store stays readable where it can, and takes nothing more.
    StoreException readFailed(PieceId piece, IOException cause) {
        var refusal = failed("a read failed", cause);
        return new StoreException(NodeErrorCode.INTERNAL, "cannot read piece " + piece + ": " + cause, refusal);
    }

    StoreException corrupt(PieceId piece, String what) {
        if (corrupt.size() < CORRUPT_PIECES_MAX && corrupt.add(piece)) {
            LOG.error("piece {} is damaged on disk: {}", piece, what);
        }
        return new StoreException(NodeErrorCode.PIECE_CORRUPT, "piece " + piece + " is damaged on disk: " + what);
    }

    void forget(PieceId piece) {
        corrupt.remove(piece);
    }

    Set<PieceId> corruptPieces() {
        return Set.copyOf(corrupt);
    }

    int corruptCount() {
        return corrupt.size();
    }
}
