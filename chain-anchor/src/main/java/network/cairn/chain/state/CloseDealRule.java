package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.CloseDeal;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.ActorId;

/// What a {@link CloseDeal} does.
final class CloseDealRule {
    private CloseDealRule() {}

    static Optional<Rejection> apply(TransactionRun run, CloseDeal order) {
        Deal known = run.state().get(StateKey.deal(order.deal()), RecordType.DEAL);
        if (known == null) {
            return TransactionRun.rejected(Reason.NO_SUCH_DEAL, "there is no deal " + order.deal());
        }
        var books = StorageBooks.of(run, known);
        if (books.behind().isPresent()) {
            // That much has been judged now: anybody can bring a provider that is gone up to date.
            books.write();
            return Optional.empty();
        }
        Deal deal = books.settle(known);
        if (!books.hasFailed()) {
            Optional<Long> ends = ends(run, books, deal);
            if (ends.isEmpty()) {
                return notYet(run, order, deal);
            }
            deal = deal.ending(ends.get());
        }
        if (books.hasFailed() || (deal.endsEpoch().get() <= run.block().epoch() && !books.maybePayable(deal))) {
            books.close(order.deal(), deal);
        } else {
            run.state().put(StateKey.deal(order.deal()), RecordType.DEAL, deal);
        }
        books.write();
        return Optional.empty();
    }

    /// The first epoch that the deal will pay for no more; empty if this sender cannot end it, or can do nothing
    /// more yet.
    private static Optional<Long> ends(TransactionRun run, StorageBooks books, Deal deal) {
        long epoch = run.block().epoch();
        boolean client = run.senderId().equals(deal.client().id());
        boolean party = client || run.senderId().equals(deal.provider().id());
        Optional<Long> known = deal.endsEpoch();
        if (known.isPresent() && known.get() <= epoch && !books.maybePayable(deal)) {
            return known;
        }
        if (party && deal.leaves() == 0 && (known.isEmpty() || known.get() > epoch)) {
            return Optional.of(epoch);
        }
        if (!party || known.isPresent()) {
            return Optional.empty();
        }
        boolean exhausted = !client && deal.funds().escrow().compareTo(books.nextEpoch(deal)) < 0;
        return Optional.of(epoch + (exhausted ? 1 : run.parameters().lockupEpochs()));
    }

    private static Optional<Rejection> notYet(TransactionRun run, CloseDeal order, Deal deal) {
        ActorId sender = run.senderId();
        return deal.endsEpoch().isPresent()
                ? TransactionRun.rejected(
                        Reason.DEAL_NOT_ENDED,
                        "deal " + order.deal() + " ends before epoch "
                                + deal.endsEpoch().get()
                                + " and is settled an epoch later; this is epoch "
                                + run.block().epoch())
                : TransactionRun.rejected(Reason.NOT_A_PARTY, sender + " has no part in deal " + order.deal());
    }
}
