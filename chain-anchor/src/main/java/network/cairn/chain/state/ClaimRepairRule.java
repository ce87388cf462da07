package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ClaimRepair;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProviderAccount.Failure;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StoragePrices;

/// What a {@link ClaimRepair} does.
final class ClaimRepairRule {
    private ClaimRepairRule() {}

    static Optional<Rejection> apply(TransactionRun run, ClaimRepair order) {
        Deal known = run.state().get(StateKey.deal(order.deal()), RecordType.DEAL);
        if (known == null) {
            return TransactionRun.rejected(Reason.NO_SUCH_DEAL, "there is no deal " + order.deal());
        }
        if (!run.senderId().equals(known.client().id())) {
            return TransactionRun.rejected(
                    Reason.NOT_A_PARTY, run.senderId() + " is not the client of deal " + order.deal());
        }
        var books = StorageBooks.of(run, known);
        if (books.behind().isPresent()) {
            books.write();
            return Optional.empty();
        }
        if (!books.hasFailed()) {
            return TransactionRun.rejected(
                    Reason.PROVIDER_NOT_FAILED, known.provider().id() + " has not failed");
        }
        Deal deal = books.settle(known);
        Failure failure = books.account().failure().get();
        Amount cost = StoragePrices.repair(run.parameters(), deal.leaves());
        Amount share = failure.leaves() == 0
                ? Amount.ZERO
                : failure.forfeited().timesRatio(Amount.units(deal.leaves()), Amount.units(failure.leaves()));
        Amount forfeited = StoragePrices.lesser(StoragePrices.lesser(cost, share), failure.left());
        Amount fund = StoragePrices.lesser(
                StoragePrices.lesser(cost.minusExact(forfeited), deal.funds().repairPaid()),
                run.state().storageTotals().repairFund());
        books.put(books.account()
                .withFailure(new Failure(
                        failure.epoch(),
                        failure.leaves(),
                        failure.forfeited(),
                        failure.left().minusExact(forfeited))));
        run.state().credit(run.senderId(), forfeited);
        books.payFromFund(run.senderId(), fund);
        books.close(order.deal(), deal);
        books.write();
        return Optional.empty();
    }
}
