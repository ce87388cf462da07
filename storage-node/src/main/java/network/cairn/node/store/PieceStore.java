package network.cairn.node.store;

import network.cairn.proofs.id.PieceId;

/// Where a node keeps its pieces. Blocking; safe for use by many threads, virtual ones too.
///
/// Once {@link PieceWriter#commit()} or {@link #delete} has returned, no crash of the process, the machine
/// or the power undoes it. Interrupting a caller never harms the store.
public interface PieceStore extends AutoCloseable {
    /// Starts storing a piece of exactly `lengthBytes`, and reserves the room for it.
    ///
    /// A piece that was deleted may be stored again.
    ///
    /// @throws StoreException `PIECE_EXISTS` if a live piece has this id or one is being written;
    ///     `OUT_OF_SPACE`, `READ_ONLY`; `BODY_TOO_LARGE` over the store's limit; `BUSY` at the limit of
    ///     pieces under way
    PieceWriter begin(PieceId piece, long lengthBytes) throws StoreException;

    /// Opens a piece for reading. It stays readable through this reader also when it is deleted meanwhile.
    ///
    /// @throws StoreException `PIECE_NOT_FOUND`
    PieceReader open(PieceId piece) throws StoreException;

    /// Deletes a piece, durably when this returns; its bytes leave the disk later.
    ///
    /// @return true if it was there
    boolean delete(PieceId piece) throws StoreException;

    StoreStatus status();

    /// Stops the store's threads and closes its files. Writers and readers still open fail from then on.
    @Override
    void close();
}
