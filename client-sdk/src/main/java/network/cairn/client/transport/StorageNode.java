package network.cairn.client.transport;

import network.cairn.client.wire.v1.NodeHealth;
import network.cairn.client.wire.v1.PieceReceipt;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;

/// One storage node, as a client talks to it. Blocking, for virtual threads; safe for use by many.
///
/// Every call is bounded in time and answers a {@link NodeException} that names the failure. Interrupting the calling
/// thread aborts the exchange promptly with an `InterruptedException`.
public interface StorageNode {
    ActorId id();

    /// Starts storing a piece of exactly `lengthBytes`.
    PieceUpload put(PieceId piece, long lengthBytes) throws NodeException, InterruptedException;

    /// Starts reading `lengthBytes` from `offset` of a piece. The bytes are not verified against the root: a lie
    /// shows when the object's frames are decrypted.
    PieceDownload get(PieceId piece, long offset, long lengthBytes) throws NodeException, InterruptedException;

    /// A proof, for the piece's root, of the bytes in a range; the encoding is that of the piece tree's range proofs.
    byte[] prove(PieceId piece, long offset, long lengthBytes) throws NodeException, InterruptedException;

    /// Deletes a piece. A piece that is not there is deleted already.
    void delete(PieceId piece) throws NodeException, InterruptedException;

    PieceStat stat(PieceId piece) throws NodeException, InterruptedException;

    NodeHealth health() throws NodeException, InterruptedException;

    /// A piece on its way to the node. Used by one thread; {@link #close()} before {@link #finish()} cancels.
    interface PieceUpload extends AutoCloseable {
        /// Hands bytes over, blocking while the node is slower than the caller. The array may be reused on return.
        void write(byte[] bytes, int offset, int lengthBytes) throws NodeException, InterruptedException;

        /// Waits until the node has the piece on disk.
        ///
        /// @return the receipt; its signature, node, piece and length are checked, its root is the
        ///     caller's to compare
        PieceReceipt finish() throws NodeException, InterruptedException;

        @Override
        void close();
    }

    /// A range of a piece on its way from the node. Used by one thread; {@link #close()} early aborts.
    interface PieceDownload extends AutoCloseable {
        /// Fills `lengthBytes` of the array, blocking until they are here.
        void readFully(byte[] bytes, int offset, int lengthBytes) throws NodeException, InterruptedException;

        @Override
        void close();
    }
}
