package network.cairn.node.egress;

import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.RedeemVoucher;

/// A voucher that is worth something on the ledger.
///
/// @param order what to send there as the provider, before the channel's expiry
/// @param channel the channel as the ledger last had it
public record Redeemable(RedeemVoucher order, Channel channel) {
    /// What it brings, beyond what has been redeemed.
    public Amount worth() {
        return order.voucher().total().minusExact(channel.redeemed());
    }
}
