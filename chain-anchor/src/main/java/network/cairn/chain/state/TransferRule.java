package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transfer;

/// What a {@link Transfer} does.
final class TransferRule {
    private TransferRule() {}

    static Optional<Rejection> apply(TransactionRun run, Transfer transfer) {
        var unpayable = run.cannotPay(transfer.amount());
        if (unpayable.isPresent()) {
            return unpayable;
        }
        run.pay(transfer.amount());
        run.state().credit(transfer.to(), transfer.amount());
        return Optional.empty();
    }
}
