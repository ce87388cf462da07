package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.TopUpDeal;

/// What a {@link TopUpDeal} does.
final class TopUpDealRule {
    private TopUpDealRule() {}

    static Optional<Rejection> apply(TransactionRun run, TopUpDeal order) {
        Deal deal = run.state().get(StateKey.deal(order.deal()), RecordType.DEAL);
        if (deal == null) {
            return TransactionRun.rejected(Reason.NO_SUCH_DEAL, "there is no deal " + order.deal());
        }
        var unpayable = run.cannotPay(order.amount());
        if (unpayable.isPresent()) {
            return unpayable;
        }
        run.pay(order.amount());
        var funds = deal.funds().withEscrow(deal.funds().escrow().plusExact(order.amount()));
        run.state().put(StateKey.deal(order.deal()), RecordType.DEAL, deal.withFunds(funds));
        return Optional.empty();
    }
}
