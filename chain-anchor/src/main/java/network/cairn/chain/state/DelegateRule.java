package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Delegation;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Validator;

/// What a {@link Delegate} does. Behind oneself it is a bond.
final class DelegateRule {
    private DelegateRule() {}

    static Optional<Rejection> apply(TransactionRun run, Delegate order) {
        Validator pool = run.state().findValidator(order.validator());
        if (pool != null && run.block().timestampMillis() < pool.jailedUntilMillis()) {
            return TransactionRun.rejected(
                    Reason.JAILED, order.validator() + " is in jail until " + pool.jailedUntilMillis());
        }
        if (pool == null || !pool.candidate()) {
            return TransactionRun.rejected(
                    Reason.NO_SUCH_VALIDATOR, order.validator() + " does not stand for the validator set");
        }
        var unpayable = run.cannotPay(order.amount());
        if (unpayable.isPresent()) {
            return unpayable;
        }
        if (order.validator().equals(run.senderId())) {
            return BondRule.add(run, pool, order.amount());
        }
        return switch (StakePool.buy(pool, order.amount())) {
            case StakePool.Purchase.NotSold(var rejection) -> Optional.of(rejection);
            case StakePool.Purchase.Bought(var shares) -> {
                run.pay(order.amount());
                run.state()
                        .put(ValidatorChange.pool(
                                pool,
                                pool.stake().plusExact(order.amount()),
                                pool.shares().plusExact(shares),
                                pool.ownShares()));
                var key = StateKey.delegation(order.validator(), run.senderId());
                Delegation held = run.state().get(key, RecordType.DELEGATION);
                run.state()
                        .put(
                                key,
                                RecordType.DELEGATION,
                                new Delegation(
                                        held == null ? shares : held.shares().plusExact(shares)));
                yield Optional.empty();
            }
        };
    }
}
