package network.cairn.node.deal;

import java.io.IOException;
import java.util.Optional;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.piece.PieceTree;
import network.cairn.proofs.piece.RangeReader;

/// The pieces that are on the node's disk.
public interface PieceStock {
    /// What is there under an id; empty if nothing.
    ///
    /// @throws IOException if that cannot be told
    Optional<PieceStat> stat(PieceId piece) throws IOException;

    /// Deletes a piece, durably. One that is not there is deleted already.
    void delete(PieceId piece) throws IOException;

    /// Opens a piece to answer challenges.
    ///
    /// @throws IOException if it is not there or its bytes are damaged; the message says which
    OpenPiece open(PieceId piece) throws IOException;

    /// A piece that is being read, and is kept from going away until it is closed.
    interface OpenPiece extends AutoCloseable {
        PieceTree tree() throws IOException;

        RangeReader reader();

        @Override
        void close();
    }
}
