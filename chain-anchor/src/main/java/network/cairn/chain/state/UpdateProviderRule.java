package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.UpdateProvider;

/// What an {@link UpdateProvider} does.
final class UpdateProviderRule {
    private UpdateProviderRule() {}

    static Optional<Rejection> apply(TransactionRun run, UpdateProvider update) {
        var key = StateKey.provider(run.senderId());
        Provider known = run.state().get(key, RecordType.PROVIDER);
        if (known == null) {
            return TransactionRun.rejected(Reason.NOT_A_PROVIDER, run.senderId() + " has not registered as a provider");
        }
        run.state()
                .put(
                        key,
                        RecordType.PROVIDER,
                        new Provider(
                                update.terms(),
                                known.registeredHeight(),
                                run.block().height()));
        return Optional.empty();
    }
}
