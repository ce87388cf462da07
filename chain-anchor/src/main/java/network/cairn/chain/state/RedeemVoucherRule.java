package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.RedeemVoucher;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.client.ledger.Voucher;
import network.cairn.proofs.id.ChainId;

/// What a {@link RedeemVoucher} does.
final class RedeemVoucherRule {
    private RedeemVoucherRule() {}

    static Optional<Rejection> apply(
            TransactionRun run, RedeemVoucher order, ChainId chain, SignatureVerifier verifier) {
        Voucher voucher = order.voucher();
        var key = StateKey.channel(voucher.channel());
        Channel channel = run.state().get(key, RecordType.CHANNEL);
        if (channel == null) {
            return TransactionRun.rejected(Reason.NO_SUCH_CHANNEL, "there is no channel " + voucher.channel());
        }
        if (!run.senderId().equals(channel.provider())) {
            return TransactionRun.rejected(
                    Reason.NOT_A_PARTY, run.senderId() + " is not the provider of channel " + voucher.channel());
        }
        if (channel.expiryMillis() <= run.block().timestampMillis()) {
            return TransactionRun.rejected(
                    Reason.CHANNEL_EXPIRED, "channel " + voucher.channel() + " expired at " + channel.expiryMillis());
        }
        Amount total = StoragePrices.lesser(voucher.total(), channel.deposit());
        if (total.compareTo(channel.redeemed()) <= 0) {
            return TransactionRun.rejected(
                    Reason.VOUCHER_WORTHLESS,
                    "a voucher of " + voucher.total() + " units in all, of " + channel.deposit() + ", where "
                            + channel.redeemed() + " are redeemed");
        }
        if (voucher.expiryMillis() != channel.expiryMillis()
                || !voucher.isSignedBy(channel.client(), chain, order.signature(), verifier)) {
            return TransactionRun.rejected(
                    Reason.VOUCHER_NOT_SIGNED, "the channel's client has not signed this voucher for this channel");
        }
        run.state().put(key, RecordType.CHANNEL, channel.redeemed(total));
        run.state().credit(run.senderId(), total.minusExact(channel.redeemed()));
        return Optional.empty();
    }
}
