package network.cairn.node.store;

import network.cairn.client.wire.v1.PieceStat;
import network.cairn.proofs.piece.PieceTree;

/// One stored piece, opened for reading. Used by one thread.
public interface PieceReader extends AutoCloseable {
    PieceStat stat();

    /// Fills `lengthBytes` of the array from `position` on in the piece, every byte checked against its
    /// checksum.
    ///
    /// @throws StoreException `RANGE_INVALID` outside the piece, `PIECE_CORRUPT` if the disk gives other
    ///     bytes than were stored, `INTERNAL` if it gives none
    void read(long position, byte[] bytes, int offset, int lengthBytes) throws StoreException;

    /// A proof, for the piece's root, of the bytes in a range: the encoding of the piece tree's range
    /// proofs.
    ///
    /// @throws StoreException as for {@link #read}
    byte[] prove(long position, long lengthBytes) throws StoreException;

    /// The piece's tree down to groups of 64 KiB.
    ///
    /// @throws StoreException as for {@link #read}
    PieceTree tree() throws StoreException;

    @Override
    void close();
}
