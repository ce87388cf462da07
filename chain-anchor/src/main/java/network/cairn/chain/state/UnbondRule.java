package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Delegation;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Unbond;
import network.cairn.client.ledger.Validator;

/// What an {@link Unbond} does, of one's own stake or of what is behind another. Also from jail.
final class UnbondRule {
    private UnbondRule() {}

    static Optional<Rejection> apply(TransactionRun run, Unbond order) {
        if (order.amount().isZero()) {
            return TransactionRun.rejected(Reason.AMOUNT_TOO_SMALL, "an amount of nothing");
        }
        var state = run.state();
        Validator pool = state.findValidator(order.validator());
        if (pool == null) {
            return TransactionRun.rejected(Reason.NO_SUCH_VALIDATOR, order.validator() + " has never had stake");
        }
        boolean own = order.validator().equals(run.senderId());
        var key = StateKey.delegation(order.validator(), run.senderId());
        Delegation delegation = own ? null : state.get(key, RecordType.DELEGATION);
        Amount held = own ? pool.ownShares() : delegation == null ? Amount.ZERO : delegation.shares();
        Amount worth = StakePool.worth(pool, held);
        if (worth.compareTo(order.amount()) < 0) {
            return TransactionRun.rejected(
                    Reason.STAKE_TOO_LOW,
                    order.amount() + " units back where the stake behind " + order.validator() + " is worth " + worth);
        }
        var sale = StakePool.sell(pool, held, order.amount());
        Amount left = held.minusExact(sale.shares());
        state.put(ValidatorChange.pool(
                pool,
                pool.stake().minusExact(sale.amount()),
                pool.shares().minusExact(sale.shares()),
                own ? left : pool.ownShares()));
        if (!own && left.isZero()) {
            state.remove(key, RecordType.DELEGATION);
        } else if (!own) {
            state.put(key, RecordType.DELEGATION, new Delegation(left));
        }
        UnbondingQueue.add(state, run.block(), run.senderId(), order.validator(), sale.amount());
        return Optional.empty();
    }
}
