package network.cairn.node.deal;

import java.util.List;
import java.util.Optional;
import network.cairn.client.receipt.EarlierList;
import network.cairn.client.receipt.PieceMembership;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;

/// Shows which pieces are in the lists that a provider is bound to.
///
/// @param book the lists
/// @param mirror which of them the ledger has
record ListWitness(DealBook book, DealMirror mirror) {
    /// For how many epochs back it is kept what the provider was bound to.
    static final int EPOCHS = 2;

    /// A proof that a piece is in the list of a revision that the ledger has, or had of late.
    ///
    /// @param epoch the ledger's current one
    Optional<MembershipProof> membership(DealId deal, long sequence, PieceId piece, long epoch) {
        for (DealMirror.View view : List.of(mirror.now(), mirror.at(epoch - 1))) {
            Optional<DealMirror.Held> held = view.find(deal).filter(one -> one.sequence() == sequence);
            if (held.isPresent()) {
                return book.index(deal, sequence, piece)
                        .map(index -> MembershipProof.of(
                                book.list(deal, sequence, held.get().pieces()), index));
            }
        }
        return Optional.empty();
    }

    /// The same of what it was bound to when an epoch ended, with the list's place among its deals.
    Optional<PieceMembership.Earlier> earlier(DealId deal, long past, PieceId piece, long epoch) {
        if (past < epoch - EPOCHS || past >= epoch) {
            return Optional.empty();
        }
        DealMirror.View view = mirror.at(past);
        Optional<DealMirror.Held> held = view.find(deal);
        Optional<Long> slot = held.flatMap(DealMirror.Held::slot);
        if (held.isEmpty() || slot.isEmpty()) {
            return Optional.empty();
        }
        SumTree list = book.list(deal, held.get().sequence(), held.get().pieces());
        return book.index(deal, held.get().sequence(), piece)
                .map(index -> new PieceMembership.Earlier(
                        EarlierList.of(deal, list, view.tree(), slot.get()), MembershipProof.of(list, index)));
    }
}
