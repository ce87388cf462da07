package network.cairn.node.store;

import network.cairn.client.wire.v1.PieceStat;

/// A piece on its way into the store. Used by one thread.
public interface PieceWriter extends AutoCloseable {
    /// Appends bytes; the array may be reused on return.
    ///
    /// @throws StoreException `BODY_TOO_LARGE` past the length announced; `READ_ONLY`, `OUT_OF_SPACE` when
    ///     the disk failed or is full
    void write(byte[] bytes, int offset, int lengthBytes) throws StoreException;

    /// Makes the piece durable and visible; it is on disk when this returns. When this throws a
    /// {@link StoreException}, the piece is not there; after a failure of the disk it may be found whole
    /// when the store is opened again.
    ///
    /// @throws StoreException `BODY_INCOMPLETE` if fewer bytes were written than announced
    /// @throws InterruptedException if the caller was interrupted while it waited: whether the piece was
    ///     stored is then open, {@link PieceStore#open} tells
    PieceStat commit() throws StoreException, InterruptedException;

    /// Drops the piece if it was not committed, and gives its room back. Never fails.
    @Override
    void close();
}
