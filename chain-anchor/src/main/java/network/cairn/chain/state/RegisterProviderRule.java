package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;

/// What a {@link RegisterProvider} does.
final class RegisterProviderRule {
    private RegisterProviderRule() {}

    static Optional<Rejection> apply(TransactionRun run, RegisterProvider registration) {
        var key = StateKey.provider(run.senderId());
        Provider known = run.state().get(key, RecordType.PROVIDER);
        if (known != null) {
            return TransactionRun.rejected(
                    Reason.ALREADY_PROVIDER,
                    run.senderId() + " is a provider since block " + known.registeredHeight()
                            + "; it may update its terms");
        }
        long height = run.block().height();
        run.state().put(key, RecordType.PROVIDER, new Provider(registration.terms(), height, height));
        return Optional.empty();
    }
}
