package network.cairn.proofs.deal;

import java.io.IOException;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.piece.PieceTree;
import network.cairn.proofs.piece.RangeReader;

/// What a provider has and its proof is made of: its deals, their lists and the pieces' bytes, as they were when the
/// epoch
/// ended.
public interface ProofSource {
    /// The tree over the provider's deals.
    SumTree deals();

    /// The deal at a place of that tree.
    Deal deal(long slot) throws IOException;

    /// A deal and its list of pieces.
    ///
    /// @param id the deal
    /// @param pieces the tree over its pieces
    /// @param content where the pieces themselves are
    record Deal(DealId id, SumTree pieces, Pieces content) {}

    /// Finds a deal's pieces.
    @FunctionalInterface
    interface Pieces {
        /// The piece at an index of the list.
        ///
        /// @throws IOException if it is not there or cannot be read
        Piece at(long index) throws IOException;
    }

    /// A piece, its tree, and its bytes.
    record Piece(PieceEntry entry, PieceTree tree, RangeReader reader) {}
}
