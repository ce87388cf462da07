package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.OpenDeal;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;

/// What an {@link OpenDeal} does.
final class OpenDealRule {
    private OpenDealRule() {}

    static Optional<Rejection> apply(TransactionRun run, OpenDeal order, Genesis genesis) {
        if (genesis.beacon().isEmpty()) {
            return TransactionRun.rejected(Reason.NO_BEACON, "this chain has no beacon, and so no proofs");
        }
        ActorId providerId = order.provider().id();
        Provider provider = run.state().get(StateKey.provider(providerId), RecordType.PROVIDER);
        if (provider == null) {
            return TransactionRun.rejected(Reason.NOT_A_PROVIDER, providerId + " has not registered as a provider");
        }
        Amount price = provider.terms().pricePerGibMonth();
        if (price.compareTo(order.priceMax()) > 0) {
            return TransactionRun.rejected(
                    Reason.PRICE_TOO_HIGH,
                    providerId + " asks " + price + " units for a GiB-month, more than " + order.priceMax());
        }
        Amount deposit = run.parameters().storage().cleanUpDeposit();
        Amount cost = StoragePrices.sum(order.escrow(), deposit);
        var unpayable = run.cannotPay(cost);
        if (unpayable.isPresent()) {
            return unpayable;
        }
        var books = StorageBooks.open(run, providerId);
        if (books.hasFailed() && books.account().deals() == 0) {
            books.put(startedAgain(books.account(), run.block().epoch()));
        }
        var notServing = books.notServing();
        if (notServing.isPresent()) {
            return notServing;
        }
        DealId id = Deal.idOf(genesis.chainId(), run.senderId(), run.nonce());
        run.pay(cost);
        Deal deal = Deal.opened(
                run.sender(),
                order.provider(),
                price,
                order.escrow(),
                deposit,
                run.block().epoch(),
                books.provenBefore(Math.max(0, run.block().epoch() - 1)));
        run.state().put(StateKey.deal(id), RecordType.DEAL, deal);
        books.put(books.account().withDeals(books.account().deals() + 1));
        books.write();
        return Optional.empty();
    }

    /// A provider that failed and whose deals are all gone may start again, with what it has earned.
    private static ProviderAccount startedAgain(ProviderAccount failed, long epoch) {
        var fresh = ProviderAccount.opened(epoch);
        return fresh.withMoney(failed.money())
                .withConduct(fresh.conduct().withProven(failed.conduct().proven()));
    }
}
