package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProviderAccount.Money;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Revision;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;

/// What an {@link UpdateDeal} does.
final class UpdateDealRule {
    private UpdateDealRule() {}

    static Optional<Rejection> apply(TransactionRun run, UpdateDeal order, ChainId chain, SignatureVerifier verifier) {
        Revision revision = order.revision();
        Deal known = run.state().get(StateKey.deal(revision.deal()), RecordType.DEAL);
        if (known == null) {
            return TransactionRun.rejected(Reason.NO_SUCH_DEAL, "there is no deal " + revision.deal());
        }
        if (!run.senderId().equals(known.client().id())
                && !run.senderId().equals(known.provider().id())) {
            return TransactionRun.rejected(
                    Reason.NOT_A_PARTY, run.senderId() + " has no part in deal " + revision.deal());
        }
        if (revision.sequence() <= known.contents().sequence()) {
            return TransactionRun.rejected(
                    Reason.REVISION_STALE,
                    "revision " + revision.sequence() + " where the ledger has "
                            + known.contents().sequence());
        }
        if (run.block().epoch() > revision.lastEpoch()) {
            return TransactionRun.rejected(
                    Reason.REVISION_EXPIRED,
                    "a revision for up to epoch " + revision.lastEpoch() + " in epoch "
                            + run.block().epoch());
        }
        boolean grows = revision.list().leaves() > known.leaves();
        if (grows && known.endsEpoch().isPresent()) {
            return TransactionRun.rejected(
                    Reason.DEAL_ENDING,
                    "the deal ends before epoch " + known.endsEpoch().get() + " and takes no more");
        }
        if (!revision.isSignedBy(known.client(), chain, order.client(), verifier)
                || !revision.isSignedBy(known.provider(), chain, order.provider(), verifier)) {
            return TransactionRun.rejected(
                    Reason.REVISION_NOT_SIGNED, "the revision is not signed by both the client and the provider");
        }
        var books = StorageBooks.of(run, known);
        var notServing = books.notServing();
        if (notServing.isPresent()) {
            return notServing;
        }
        Deal settled = books.settle(known);
        long leaves = revision.list().leaves();
        if (grows) {
            var refused = tooLarge(run, books, settled, leaves).or(() -> escrowTooLow(settled, leaves));
            if (refused.isPresent()) {
                return refused;
            }
            var uncovered = secure(
                    run,
                    books,
                    books.rateWith(settled, leaves),
                    settled.provider().id());
            if (uncovered.isPresent()) {
                return uncovered;
            }
        }
        books.replace(
                revision.deal(), settled, settled.revised(revision, run.block().epoch()));
        books.write();
        return Optional.empty();
    }

    private static Optional<Rejection> tooLarge(TransactionRun run, StorageBooks books, Deal deal, long leaves) {
        long more = leaves - deal.leaves();
        return leaves > StoragePrices.DEAL_LEAVES_MAX
                        || books.account().leaves() > StoragePrices.NETWORK_LEAVES_MAX - more
                        || run.state().storageTotals().leaves() > StoragePrices.NETWORK_LEAVES_MAX - more
                ? TransactionRun.rejected(
                        Reason.TOO_LARGE,
                        leaves + " leaves, where a deal holds at most " + StoragePrices.DEAL_LEAVES_MAX
                                + " and the network " + StoragePrices.NETWORK_LEAVES_MAX)
                : Optional.empty();
    }

    private static Optional<Rejection> escrowTooLow(Deal deal, long leaves) {
        Amount needed = StoragePrices.monthly(deal.pricePerGibMonth(), leaves);
        return deal.funds().escrow().compareTo(needed) < 0
                ? TransactionRun.rejected(
                        Reason.ESCROW_TOO_LOW,
                        "an escrow of " + deal.funds().escrow() + " units where " + leaves + " leaves need " + needed)
                : Optional.empty();
    }

    /// Sees to it that the provider's collateral covers a rate: out of what it has earned, and then of its balance.
    /// It has agreed to that by signing the revision. The last check of the rule, as it takes the money.
    private static Optional<Rejection> secure(TransactionRun run, StorageBooks books, Amount rate, ActorId provider) {
        Money money = books.account().money();
        Amount missing = StoragePrices.excess(rate, money.collateral());
        Amount fromEarned = StoragePrices.lesser(missing, money.earned());
        Amount fromBalance = missing.minusExact(fromEarned);
        Account account = run.state().account(provider);
        if (account.balance().compareTo(fromBalance) < 0) {
            return TransactionRun.rejected(
                    Reason.COLLATERAL_TOO_LOW,
                    "a collateral of " + rate + " units is needed, and " + provider + " lacks "
                            + fromBalance.minusExact(account.balance()));
        }
        if (!fromBalance.isZero()) {
            run.state()
                    .put(
                            provider,
                            new Account(account.nonce(), account.balance().minusExact(fromBalance)));
        }
        books.put(books.account()
                .withMoney(new Money(
                        money.collateral().plusExact(missing),
                        money.heldBack(),
                        money.earned().minusExact(fromEarned))));
        return Optional.empty();
    }
}
