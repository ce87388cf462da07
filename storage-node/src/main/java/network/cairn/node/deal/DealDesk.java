package network.cairn.node.deal;

import java.io.IOException;
import java.util.Optional;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.deal.RevisionAcceptance;
import network.cairn.client.deal.RevisionAnswer;
import network.cairn.client.deal.RevisionProposal;
import network.cairn.client.ledger.Deal;
import network.cairn.client.receipt.PieceMembership;
import network.cairn.client.wire.v1.ProviderReport;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;

/// Where clients do business with a provider: serves each the deals that are its own.
public final class DealDesk {
    private final LedgerView ledger;
    private final DealBook book;
    private final ProviderAgent agent;
    private final ActorId provider;

    public DealDesk(LedgerView ledger, DealBook book, ProviderAgent agent, ActorId provider) {
        this.ledger = ledger;
        this.book = book;
        this.agent = agent;
        this.provider = provider;
    }

    /// Whether a deal is between this provider and a client. One that the provider has not heard of yet is looked
    /// up on the ledger.
    public boolean isBetween(ActorId client, DealId deal) throws LedgerException {
        if (book.client(deal).isEmpty()) {
            Optional<Deal> known = ledger.deal(deal);
            if (known.isEmpty() || !known.get().provider().id().equals(provider)) {
                return false;
            }
            book.adopt(deal, known.get().client());
        }
        return book.client(deal).filter(party -> party.id().equals(client)).isPresent();
    }

    /// Answers a proposal of the deal's client.
    public RevisionAnswer propose(RevisionProposal proposal) throws IOException, LedgerException {
        return book.propose(proposal, ledger.tip().epoch());
    }

    /// Takes a signature of the deal's client.
    public RevisionAnswer accept(DealId deal, RevisionAcceptance acceptance) throws LedgerException {
        return book.accept(deal, acceptance, ledger.tip().epoch());
    }

    /// A proof that a piece is in a revision of a deal's list; empty where that is not known here, or no more.
    public Optional<byte[]> membership(DealId deal, long sequence, PieceId piece) {
        return agent.membership(deal, sequence, piece).map(MembershipProof::encode);
    }

    /// The same of what the provider was bound to when an epoch ended.
    public Optional<byte[]> earlier(DealId deal, long epoch, PieceId piece) {
        return agent.earlier(deal, epoch, piece).map(PieceMembership.Earlier::encode);
    }

    /// Deletes a piece, unless a deal holds it.
    ///
    /// @return false if one does
    public boolean deleteUnlessHeld(PieceId piece, DealBook.Deletion deletion) throws IOException {
        return book.deleteUnlessHeld(piece, deletion);
    }

    public ProviderReport report() {
        return agent.report();
    }
}
