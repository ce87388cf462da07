package network.cairn.client.upload;

import java.util.ArrayDeque;
import java.util.Deque;
import network.cairn.client.encryption.PieceMask;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.piece.PieceHasher;
import org.jspecify.annotations.Nullable;

/// What is known of one piece while its segment is sent. All but the hashing is guarded by the segment's lock.
final class PieceSender {
    enum State {
        /// Its node has been asked to take it.
        OPENING,
        SENDING,
        /// Durable on its node.
        STORED,
        /// Its node failed. While its shares are still held it may start again on another.
        LOST,
        /// Not needed any more.
        CANCELLED
    }

    final int index;
    final PieceMask mask;
    final PieceHasher hasher = new PieceHasher();
    /// Shares not yet sent, in order.
    final Deque<Share> queue = new ArrayDeque<>();
    /// Shares sent and kept for a second try.
    final Deque<Share> held = new ArrayDeque<>();
    State state = State.LOST;
    NodeEndpoint node;

    @Nullable
    PieceRoot root;

    @Nullable
    Thread thread;
    /// The root of what was sent, once all of it has been hashed; its own thread's.
    @Nullable
    PieceRoot hashedRoot;
    /// Why its thread was interrupted, if it was because of its node.
    @Nullable
    String dropReason;
    /// When the exchange under way began to wait for the node; meaningful while `busy`.
    long busySinceNanos;
    boolean busy;
    long busyNanos;
    /// How long the others have waited for this one.
    long delayNanos;

    PieceSender(int index, NodeEndpoint node, PieceMask mask) {
        this.index = index;
        this.node = node;
        this.mask = mask;
    }

    boolean live() {
        return state == State.OPENING || state == State.SENDING;
    }

    void releaseHeld() {
        held.forEach(Share::release);
        held.clear();
    }

    void releaseAll() {
        releaseHeld();
        queue.forEach(Share::release);
        queue.clear();
    }

    /// Puts what was sent back before what was not.
    void rewind() {
        while (!held.isEmpty()) {
            queue.addFirst(held.removeLast());
        }
    }
}
