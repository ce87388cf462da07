package network.cairn.chain.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import network.cairn.chain.net.PeerStatus;
import network.cairn.chain.state.Ledger;
import network.cairn.chain.validator.ValidatorStatus;

/// A node's status as JSON for people.
final class StatusJson {
    private StatusJson() {}

    static ObjectNode of(Ledger ledger, NodeStatus status) {
        var tip = ledger.tip();
        var json = ChainJson.object()
                .put("chain", tip.chain().toHex())
                .put("name", ledger.genesis().name())
                .put("validator", status.self().toString())
                .put("software", status.software())
                .put("uptimeMillis", status.uptimeMillis())
                .put("height", tip.height())
                .put("tip", tip.hash().toHex())
                .put("tipTimeMillis", tip.timestampMillis())
                .put("epoch", tip.epoch())
                .put("oldestHeight", ledger.oldestHeight())
                .put("finalityMillis", status.finalityMillis());
        status.failure().ifPresent(failure -> json.put("failure", failure));
        json.set("consensus", consensus(status.validator()));
        var mempool = json.putObject("mempool")
                .put("transactions", status.mempool().transactions())
                .put("bytes", status.mempool().bytes())
                .put("senders", status.mempool().senders())
                .put("ready", status.mempool().ready())
                .put("turnedAway", status.turnedAway());
        mempool.set("feePerByteToEnter", ChainJson.amount(status.mempool().feePerByteToEnter()));
        var peers = json.putArray("peers");
        status.peers().forEach(peer -> peers.add(peer(peer, status.validator())));
        return json;
    }

    private static ObjectNode consensus(ValidatorStatus validator) {
        var json = ChainJson.object();
        json.set("round", ChainJson.round(validator.round()));
        json.put("voting", validator.voting())
                .put("catchingUp", validator.catchingUp())
                .put("stopped", validator.stopped());
        validator.notVoting().ifPresent(why -> json.put("notVoting", why));
        return json;
    }

    private static ObjectNode peer(PeerStatus peer, ValidatorStatus validator) {
        var json = ChainJson.object().put("id", peer.id().toString());
        peer.endpoint().ifPresent(endpoint -> json.put("endpoint", endpoint.toString()));
        json.put("validator", peer.validator())
                .put("connected", peer.connected())
                .put("dialled", peer.dialled())
                .put("penalty", peer.penalty())
                .put("banned", peer.banned())
                .put("bytesIn", peer.bytesIn())
                .put("bytesOut", peer.bytesOut())
                .put("bytesWaiting", peer.bytesWaiting())
                .put("framesDropped", peer.framesDropped())
                .put("software", peer.software());
        for (ValidatorStatus.PeerStanding standing : validator.peers()) {
            if (standing.peer().equals(peer.id())) {
                json.put("height", standing.finalisedHeight());
                json.set("round", ChainJson.round(standing.round()));
            }
        }
        return json;
    }
}
