package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Validator;

/// What a {@link Bond} does. It brings the sender's record as a validator into being; from jail it may
/// make good what a slash took.
final class BondRule {
    private BondRule() {}

    static Optional<Rejection> apply(TransactionRun run, Bond bond) {
        if (!run.parameters().admission().admits(run.senderId())) {
            return TransactionRun.rejected(
                    Reason.NOT_ADMITTED, "the chain's genesis does not list " + run.senderId() + " as a validator");
        }
        var unpayable = run.cannotPay(bond.amount());
        if (unpayable.isPresent()) {
            return unpayable;
        }
        Validator known = run.state().findValidator(run.senderId());
        if (known == null && !isOfFullOrder(run.sender())) {
            return TransactionRun.rejected(
                    Reason.WEAK_KEY,
                    "the key of " + run.senderId() + " is not of full order: no validator may have it");
        }
        return add(run, known == null ? ValidatorChange.fresh(run.sender()) : known, bond.amount());
    }

    /// Puts an amount that the sender has behind itself.
    static Optional<Rejection> add(TransactionRun run, Validator pool, Amount amount) {
        return switch (StakePool.buy(pool, amount)) {
            case StakePool.Purchase.NotSold(var rejection) -> Optional.of(rejection);
            case StakePool.Purchase.Bought(var shares) -> {
                run.pay(amount);
                run.state()
                        .put(ValidatorChange.pool(
                                pool,
                                pool.stake().plusExact(amount),
                                pool.shares().plusExact(shares),
                                pool.ownShares().plusExact(shares)));
                yield Optional.empty();
            }
        };
    }

    private static boolean isOfFullOrder(PublicIdentity key) {
        try {
            PublicIdentity.of(key.toBytes());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
