package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transfer;
import network.cairn.proofs.id.ActorId;

/// What a {@link Transfer} does.
final class TransferRule {
    private TransferRule() {}

    static Optional<Rejection> apply(WorkingState state, ActorId sender, Transfer transfer) {
        if (transfer.amount().isZero()) {
            return Optional.of(new Rejection(Rejection.Reason.AMOUNT_TOO_SMALL, "a transfer of nothing"));
        }
        Account from = state.account(sender);
        var left = from.balance().minus(transfer.amount());
        if (left.isEmpty()) {
            return Optional.of(new Rejection(
                    Rejection.Reason.BALANCE_TOO_LOW,
                    "a transfer of " + transfer.amount() + " units from an account with " + from.balance()));
        }
        state.put(sender, new Account(from.nonce(), left.get()));
        state.credit(transfer.to(), transfer.amount());
        return Optional.empty();
    }
}
