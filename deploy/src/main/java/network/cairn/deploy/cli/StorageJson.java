package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import network.cairn.client.ledger.ClaimRepair;
import network.cairn.client.ledger.CloseChannel;
import network.cairn.client.ledger.CloseDeal;
import network.cairn.client.ledger.OpenChannel;
import network.cairn.client.ledger.OpenDeal;
import network.cairn.client.ledger.RedeemVoucher;
import network.cairn.client.ledger.StorageOrder;
import network.cairn.client.ledger.SubmitProof;
import network.cairn.client.ledger.TopUpDeal;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.deploy.config.Credits;

/// Orders about deals, as `cairn chain` prints them.
final class StorageJson {
    private StorageJson() {}

    static void body(ObjectNode node, StorageOrder order) {
        switch (order) {
            case OpenDeal(var provider, var priceMax, var escrow) ->
                node.put("what", "open-deal")
                        .put("provider", provider.id().toString())
                        .put("priceMax", Credits.write(priceMax))
                        .put("escrow", Credits.write(escrow));
            case UpdateDeal(var revision, var _, var _) ->
                node.put("what", "update-deal")
                        .put("deal", revision.deal().toHex())
                        .put("sequence", revision.sequence())
                        .put("pieces", revision.pieces());
            case TopUpDeal(var deal, var amount) ->
                node.put("what", "top-up-deal").put("deal", deal.toHex()).put("amount", Credits.write(amount));
            case CloseDeal(var deal) -> node.put("what", "close-deal").put("deal", deal.toHex());
            case SubmitProof proof -> node.put("what", "submit-proof").put("epoch", proof.epoch());
            case WithdrawEarnings(var deals) ->
                node.put("what", "withdraw-earnings").put("deals", deals.size());
            case OpenChannel(var provider, var amount, long expiryMillis) ->
                node.put("what", "open-channel")
                        .put("provider", provider.toString())
                        .put("amount", Credits.write(amount))
                        .put("expiryMillis", expiryMillis);
            case RedeemVoucher(var voucher, var _) ->
                node.put("what", "redeem-voucher")
                        .put("channel", voucher.channel().toHex())
                        .put("total", Credits.write(voucher.total()));
            case CloseChannel(var channel) -> node.put("what", "close-channel").put("channel", channel.toHex());
            case ClaimRepair(var deal) -> node.put("what", "claim-repair").put("deal", deal.toHex());
        }
    }
}
