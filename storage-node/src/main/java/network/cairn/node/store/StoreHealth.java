package network.cairn.node.store;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.proofs.id.PieceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is wrong with the store's disk: once it fails, the store takes nothing more until it is opened
/// again.
final class StoreHealth {
    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);
    private static final int CORRUPT_PIECES_MAX = 100_000;

    private final Set<PieceId> corrupt = ConcurrentHashMap.newKeySet();
    private volatile String readOnlyReason = "";
    private volatile boolean full;
    private volatile boolean closed;

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
        if (readOnlyReason.isEmpty()) {
            String detail = String.valueOf(cause.getMessage());
            String lower = detail.toLowerCase(Locale.ROOT);
            full = cause instanceof IOException && (lower.contains("no space left") || lower.contains("quota"));
            readOnlyReason = what + ": " + detail;
            LOG.error("the piece store is read-only from now on: {}", readOnlyReason, cause);
        }
        return refusal();
    }

    StoreException refusal() {
        return new StoreException(
                full ? NodeErrorCode.OUT_OF_SPACE : NodeErrorCode.READ_ONLY,
                "the piece store is read-only: " + readOnlyReason + "; repair the disk and start again");
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
