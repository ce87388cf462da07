package network.cairn.node;

import java.util.function.UnaryOperator;
import network.cairn.client.account.LedgerView;
import network.cairn.node.deal.PieceStock;
import network.cairn.node.deal.Prover;
import network.cairn.node.store.PieceStore;

/// How a node conducts itself: what it serves its clients from and proves its epochs with, each made of what it
/// would be. The same, unless somebody wants to see what becomes of a node that does otherwise.
///
/// @param served what clients store in and read from
/// @param proven where challenged pieces are read
/// @param prover what makes the proofs
public record Conduct(UnaryOperator<PieceStore> served, UnaryOperator<PieceStock> proven, ProverChoice prover) {
    /// A node that does as it should.
    public static final Conduct HONEST = new Conduct(store -> store, stock -> stock, (prover, _) -> prover);

    /// Puts another prover in a prover's place.
    @FunctionalInterface
    public interface ProverChoice {
        Prover choose(Prover honest, LedgerView ledger);
    }
}
