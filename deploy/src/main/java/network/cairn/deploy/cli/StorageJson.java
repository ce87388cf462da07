package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import network.cairn.client.ledger.ClaimRepair;
import network.cairn.client.ledger.CloseChannel;
import network.cairn.client.ledger.CloseDeal;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.OpenChannel;
import network.cairn.client.ledger.OpenDeal;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.RedeemVoucher;
import network.cairn.client.ledger.StorageOrder;
import network.cairn.client.ledger.SubmitProof;
import network.cairn.client.ledger.TopUpDeal;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.deploy.chain.LedgerRecords;
import network.cairn.deploy.config.Credits;
import network.cairn.proofs.id.DealId;

/// What concerns deals, as `cairn chain` prints it.
final class StorageJson {
    private StorageJson() {}

    static ObjectNode deal(DealId id, Deal deal) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id.toHex())
                .put("client", deal.client().id().toString())
                .put("provider", deal.provider().id().toString())
                .put("pricePerGibMonth", Credits.write(deal.pricePerGibMonth()))
                .put("escrow", Credits.write(deal.funds().escrow()))
                .put("deposit", Credits.write(deal.funds().deposit()))
                .put("revision", deal.contents().sequence())
                .put("pieces", deal.contents().pieces())
                .put("bytes", deal.leaves() * LedgerRecords.LEAF_BYTES)
                .put("root", deal.contents().list().hash().toHex())
                .put("settledBefore", deal.billing().unsettledFrom())
                .put("endsEpoch", deal.endsEpoch().orElse(null));
    }

    /// Adds a provider's account to what is shown of the provider.
    static void account(ObjectNode node, ProviderAccount account) {
        node.put("deals", account.deals())
                .put("heldBytes", account.leaves() * LedgerRecords.LEAF_BYTES)
                .put("monthlyRate", Credits.write(account.commitment().rate()))
                .put("collateral", Credits.write(account.money().collateral()))
                .put("heldBack", Credits.write(account.money().heldBack()))
                .put("earned", Credits.write(account.money().earned()))
                .put("provenEpochs", account.conduct().proven())
                .put("judgedBefore", account.conduct().judgedFrom())
                .put("missesInRow", account.conduct().missesInRow())
                .put("missesOfLate", Integer.bitCount(account.conduct().misses()))
                .put(
                        "failedEpoch",
                        account.failure().map(ProviderAccount.Failure::epoch).orElse(null));
    }

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
