package network.cairn.chain.state;

import java.util.LinkedHashSet;
import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.ProviderAccount.Money;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.proofs.id.DealId;

/// What {@link WithdrawEarnings} does.
final class WithdrawEarningsRule {
    private WithdrawEarningsRule() {}

    static Optional<Rejection> apply(TransactionRun run, WithdrawEarnings order) {
        var found = StorageBooks.find(run, run.senderId());
        if (found.isEmpty()) {
            return TransactionRun.rejected(Reason.NOT_A_PROVIDER, run.senderId() + " never had a deal");
        }
        var books = found.get();
        for (DealId id : new LinkedHashSet<>(order.deals())) {
            Deal deal = run.state().get(StateKey.deal(id), RecordType.DEAL);
            if (deal != null && deal.provider().id().equals(run.senderId())) {
                run.state().put(StateKey.deal(id), RecordType.DEAL, books.settle(deal));
            }
        }
        ProviderAccount account = books.account();
        Money money = account.money();
        Amount held = books.hasFailed()
                ? Amount.ZERO
                : StoragePrices.lesser(money.heldBack(), StoragePrices.repair(run.parameters(), account.leaves()));
        Amount collateral = keptCollateral(books, account);
        Amount paid = money.earned()
                .plusExact(money.heldBack().minusExact(held))
                .plusExact(money.collateral().minusExact(collateral));
        books.put(account.withMoney(new Money(collateral, held, Amount.ZERO)));
        run.state().credit(run.senderId(), paid);
        books.write();
        return Optional.empty();
    }

    /// What more than covers the rate is free, but not while misses are being counted.
    private static Amount keptCollateral(StorageBooks books, ProviderAccount account) {
        Amount collateral = account.money().collateral();
        boolean counting = account.conduct().missesInRow() > 0 || books.behind().isPresent();
        return counting
                ? collateral
                : StoragePrices.lesser(collateral, account.commitment().rate());
    }
}
