package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.OpenChannel;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.ChainId;

/// What an {@link OpenChannel} does.
final class OpenChannelRule {
    private OpenChannelRule() {}

    static Optional<Rejection> apply(TransactionRun run, OpenChannel order, ChainId chain) {
        if (run.state().get(StateKey.provider(order.provider()), RecordType.PROVIDER) == null) {
            return TransactionRun.rejected(
                    Reason.NOT_A_PROVIDER, order.provider() + " has not registered as a provider");
        }
        if (order.expiryMillis() <= run.block().timestampMillis()) {
            return TransactionRun.rejected(
                    Reason.CHANNEL_EXPIRED,
                    "a channel that expires at " + order.expiryMillis() + " in a block of "
                            + run.block().timestampMillis());
        }
        var unpayable = run.cannotPay(order.amount());
        if (unpayable.isPresent()) {
            return unpayable;
        }
        run.pay(order.amount());
        run.state()
                .put(
                        StateKey.channel(Channel.idOf(chain, run.senderId(), run.nonce())),
                        RecordType.CHANNEL,
                        new Channel(run.sender(), order.provider(), order.amount(), Amount.ZERO, order.expiryMillis()));
        return Optional.empty();
    }
}
