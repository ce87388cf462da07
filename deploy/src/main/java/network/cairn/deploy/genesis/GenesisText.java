package network.cairn.deploy.genesis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HexFormat;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.StorageParameters;
import network.cairn.deploy.config.ConfigType;
import network.cairn.deploy.config.Credits;

/// A genesis as JSON for people and their programs; the chain itself knows the canonical bytes only.
public final class GenesisText {
    private GenesisText() {}

    public static ObjectNode json(Genesis genesis) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("chain", genesis.chainId().toString());
        node.put("name", genesis.name());
        node.put("time", Instant.ofEpochMilli(genesis.timeMillis()).toString());
        node.put("totalSupply", Credits.write(genesis.totalSupply()));
        node.set("parameters", parameters(genesis.parameters()));
        var accounts = node.putArray("accounts");
        genesis.balances()
                .forEach((id, balance) ->
                        accounts.addObject().put("id", id.toString()).put("balance", Credits.write(balance)));
        var validators = node.putArray("validators");
        for (Genesis.GenesisValidator validator : genesis.validators()) {
            validators
                    .addObject()
                    .put("id", validator.key().id().toString())
                    .put("key", HexFormat.of().formatHex(validator.key().toBytes()))
                    .put("endpoint", validator.endpoint().toString())
                    .put("stake", Credits.write(validator.stake()))
                    .put("commission", percent(validator.commissionBasisPoints()));
        }
        genesis.beacon().ifPresent(group -> node.set("beacon", beacon(group)));
        return node;
    }

    private static ObjectNode parameters(ChainParameters parameters) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("epochBlocks", parameters.epochBlocks());
        node.put("blockTarget", ConfigType.write(parameters.blockTarget()));
        node.put("validatorsMax", parameters.validatorsMax());
        switch (parameters.admission()) {
            case ChainParameters.Admission.Open() -> node.put("admission", "open");
            case ChainParameters.Admission.Listed(var listed) -> {
                node.put("admission", "listed");
                var admitted = node.putArray("admitted");
                listed.forEach(id -> admitted.add(id.toString()));
            }
        }
        node.put("selfStakeMin", Credits.write(parameters.selfStakeMin()));
        node.put("unbondingTime", ConfigType.write(parameters.unbondingTime()));
        node.put("evidenceTime", ConfigType.write(parameters.evidenceTime()));
        node.put("slash", percent(parameters.slashBasisPoints()));
        node.put("feePerByte", Credits.write(parameters.feePerByte()));
        node.put("transactionBytesMax", parameters.transactionBytesMax());
        node.put("blockBytesMax", parameters.blockBytesMax());
        storage(node, parameters.storage());
        return node;
    }

    private static void storage(ObjectNode node, StorageParameters rules) {
        node.put("lockupTime", ConfigType.write(rules.lockupTime()))
                .put("heldBack", percent(rules.heldBackBasisPoints()))
                .put("protocolPart", percent(rules.protocolBasisPoints()))
                .put("repairPart", percent(rules.repairBasisPoints()))
                .put("missCost", percent(rules.missBasisPoints()))
                .put("freeMisses", rules.freeMisses())
                .put("failureMisses", rules.failureMisses())
                .put("failureUnproven", rules.failureUnproven())
                .put("outagePart", percent(rules.outageBasisPoints()))
                .put("challenges", rules.challenges())
                .put("challengesOfFew", rules.challengesOfFew())
                .put("repairPricePerGib", Credits.write(rules.repairPricePerGib()))
                .put("cleanUpDeposit", Credits.write(rules.cleanUpDeposit()));
    }

    private static ObjectNode beacon(BeaconGroup group) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("threshold", group.threshold());
        node.put("groupKey", HexFormat.of().formatHex(group.groupKey()));
        var members = node.putArray("members");
        for (BeaconGroup.Holder holder : group.members()) {
            members.addObject()
                    .put("validator", holder.validator().toString())
                    .put("shareKey", HexFormat.of().formatHex(holder.shareKey()));
        }
        return node;
    }

    /// Hundredths of a percent as people write them.
    public static String percent(int basisPoints) {
        return java.math.BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + "%";
    }
}
