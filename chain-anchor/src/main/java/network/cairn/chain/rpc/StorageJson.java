package network.cairn.chain.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import network.cairn.client.ledger.ClaimRepair;
import network.cairn.client.ledger.CloseChannel;
import network.cairn.client.ledger.CloseDeal;
import network.cairn.client.ledger.OpenChannel;
import network.cairn.client.ledger.OpenDeal;
import network.cairn.client.ledger.RedeemVoucher;
import network.cairn.client.ledger.StorageOrder;
import network.cairn.client.ledger.StorageParameters;
import network.cairn.client.ledger.SubmitProof;
import network.cairn.client.ledger.TopUpDeal;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.client.ledger.WithdrawEarnings;

/// What concerns deals as JSON.
final class StorageJson {
    private StorageJson() {}

    static ObjectNode parameters(StorageParameters rules) {
        var json = RpcAnswer.JSON
                .createObjectNode()
                .put("lockupMillis", rules.lockupTime().toMillis())
                .put("heldBackBasisPoints", rules.heldBackBasisPoints())
                .put("protocolBasisPoints", rules.protocolBasisPoints())
                .put("repairBasisPoints", rules.repairBasisPoints())
                .put("missBasisPoints", rules.missBasisPoints())
                .put("freeMisses", rules.freeMisses())
                .put("failureMisses", rules.failureMisses())
                .put("failureUnproven", rules.failureUnproven())
                .put("outageBasisPoints", rules.outageBasisPoints())
                .put("challenges", rules.challenges())
                .put("challengesOfFew", rules.challengesOfFew());
        json.set("repairPricePerGib", ChainJson.amount(rules.repairPricePerGib()));
        json.set("cleanUpDeposit", ChainJson.amount(rules.cleanUpDeposit()));
        return json;
    }

    static void body(ObjectNode json, StorageOrder order) {
        switch (order) {
            case OpenDeal(var provider, var priceMax, var escrow) -> {
                json.put("provider", provider.id().toString());
                json.set("priceMax", ChainJson.amount(priceMax));
                json.set("escrow", ChainJson.amount(escrow));
            }
            case UpdateDeal(var revision, var _, var _) ->
                json.put("deal", revision.deal().toHex())
                        .put("sequence", revision.sequence())
                        .put("leaves", revision.list().leaves())
                        .put("root", revision.list().hash().toHex())
                        .put("pieces", revision.pieces())
                        .put("lastEpoch", revision.lastEpoch());
            case TopUpDeal(var deal, var amount) ->
                json.put("deal", deal.toHex()).set("amount", ChainJson.amount(amount));
            case CloseDeal(var deal) -> json.put("deal", deal.toHex());
            case SubmitProof proof -> json.put("epoch", proof.epoch()).put("proofBytes", proof.proof().length);
            case WithdrawEarnings(var deals) -> {
                var ids = json.putArray("deals");
                deals.forEach(deal -> ids.add(deal.toHex()));
            }
            case OpenChannel(var provider, var amount, long expiryMillis) ->
                json.put("provider", provider.toString())
                        .put("expiryMillis", expiryMillis)
                        .set("amount", ChainJson.amount(amount));
            case RedeemVoucher(var voucher, var _) ->
                json.put("channel", voucher.channel().toHex()).set("total", ChainJson.amount(voucher.total()));
            case CloseChannel(var channel) -> json.put("channel", channel.toHex());
            case ClaimRepair(var deal) -> json.put("deal", deal.toHex());
        }
    }
}
