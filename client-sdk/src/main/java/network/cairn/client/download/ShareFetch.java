package network.cairn.client.download;

import network.cairn.client.manifest.SegmentManifest.StoredPiece;
import org.jspecify.annotations.Nullable;

/// The state of one share while its stripe is read. Guarded by the stripe's lock, but for the bytes.
final class ShareFetch {
    enum State {
        IDLE,
        RUNNING,
        /// Its bytes are here, unproven.
        PRESENT,
        FAILED
    }

    final StoredPiece piece;
    State state = State.IDLE;
    /// What was read; unmasked once `unmasked` is set.
    byte @Nullable [] bytes;
    boolean unmasked;
    /// The node has proven that these are the piece's bytes.
    boolean proven;

    @Nullable
    Thread thread;

    @Nullable
    String problem;

    /// Its connection broke, which may have been the connection's fault and not the node's.
    boolean broken;

    boolean askedAgain;
    boolean cancelled;
    long startedNanos;
    long progressNanos;

    ShareFetch(StoredPiece piece) {
        this.piece = piece;
    }
}
