package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.CloseChannel;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;

/// What a {@link CloseChannel} does.
final class CloseChannelRule {
    private CloseChannelRule() {}

    static Optional<Rejection> apply(TransactionRun run, CloseChannel order) {
        var key = StateKey.channel(order.channel());
        Channel channel = run.state().get(key, RecordType.CHANNEL);
        if (channel == null) {
            return TransactionRun.rejected(Reason.NO_SUCH_CHANNEL, "there is no channel " + order.channel());
        }
        boolean provider = run.senderId().equals(channel.provider());
        if (!provider && !run.senderId().equals(channel.client().id())) {
            return TransactionRun.rejected(
                    Reason.NOT_A_PARTY, run.senderId() + " has no part in channel " + order.channel());
        }
        if (!provider && run.block().timestampMillis() < channel.expiryMillis()) {
            return TransactionRun.rejected(
                    Reason.CHANNEL_OPEN,
                    "channel " + order.channel() + " is its provider's to draw on until " + channel.expiryMillis());
        }
        run.state().remove(key, RecordType.CHANNEL);
        run.state().credit(channel.client().id(), channel.left());
        return Optional.empty();
    }
}
