package network.cairn.chain.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Delegation;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.StorageOrder;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Unbond;
import network.cairn.client.ledger.UpdateProvider;
import network.cairn.client.ledger.Validator;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.FixedBytes;

/// The ledger's records as JSON for people: money as strings of units and of credits, ids in bech32m,
/// hashes in hexadecimal.
final class ChainJson {
    private static final int CREDIT_DECIMALS = 9;

    private ChainJson() {}

    static ObjectNode object() {
        return RpcAnswer.JSON.createObjectNode();
    }

    static ObjectNode amount(Amount amount) {
        var credits = new BigDecimal(amount.toBigInteger(), CREDIT_DECIMALS).stripTrailingZeros();
        return object().put("units", amount.toString()).put("credits", credits.toPlainString());
    }

    static ObjectNode account(Account account) {
        var json = object().put("nonce", account.nonce());
        json.set("balance", amount(account.balance()));
        return json;
    }

    static ObjectNode provider(Provider provider) {
        return terms(provider.terms())
                .put("registeredHeight", provider.registeredHeight())
                .put("updatedHeight", provider.updatedHeight());
    }

    private static ObjectNode terms(ProviderTerms terms) {
        var json = object();
        var endpoints = json.putArray("endpoints");
        terms.endpoints().forEach(endpoint -> endpoints.add(endpoint(endpoint)));
        json.put("operator", terms.operator())
                .put("region", terms.region())
                .put("subnet", terms.subnet().toString());
        json.set("pricePerGibMonth", amount(terms.pricePerGibMonth()));
        json.set("egressPricePerGib", amount(terms.egressPricePerGib()));
        return json.put("capacityBytes", terms.capacityBytes());
    }

    static ObjectNode validator(Validator validator) {
        var json = object().put("id", validator.key().id().toString())
                .put("key", HexFormat.of().formatHex(validator.key().toBytes()))
                .put("candidate", validator.candidate());
        validator.endpoint().ifPresent(endpoint -> json.set("endpoint", endpoint(endpoint)));
        json.put("commissionBasisPoints", validator.commissionBasisPoints());
        json.set("stake", amount(validator.stake()));
        json.put("shares", validator.shares().toString())
                .put("ownShares", validator.ownShares().toString())
                .put("jailedUntilMillis", validator.jailedUntilMillis())
                .put("punishedEpochs", validator.punishedEpochs())
                .put("blocksProposed", validator.blocksProposed());
        var slashes = json.putArray("slashes");
        for (Validator.Slash slash : validator.slashes()) {
            slashes.addObject()
                    .put("sinceHeight", slash.sinceHeight())
                    .put("timeMillis", slash.timeMillis())
                    .put("basisPoints", slash.basisPoints());
        }
        return json;
    }

    static ObjectNode delegation(Delegation delegation) {
        return object().put("shares", delegation.shares().toString());
    }

    static ObjectNode set(ValidatorSet set) {
        var json = object().put("digest", set.digest().toHex()).put("totalPower", set.totalPower());
        var members = json.putArray("members");
        for (ValidatorSet.Member member : set.members()) {
            var each = members.addObject()
                    .put("id", member.id().toString())
                    .put("key", HexFormat.of().formatHex(member.key().toBytes()))
                    .put("power", member.power());
            each.set("endpoint", endpoint(member.endpoint()));
        }
        return json;
    }

    static ObjectNode header(BlockHeader header) {
        var json = object().put("height", header.height())
                .put("hash", header.hash().toHex())
                .put("chain", header.chain().toHex())
                .put("epoch", header.epoch())
                .put("parent", header.parent().toHex())
                .put("timestampMillis", header.timestampMillis())
                .put("proposer", header.proposer().toString())
                .put("transactionsRoot", header.transactions().toHex())
                .put("outcomesDigest", header.outcomes().toHex())
                .put("stateRoot", header.state().toHex())
                .put("validators", header.validators().toHex())
                .put("nextValidators", header.nextValidators().toHex());
        header.beacon().ifPresent(beacon -> json.put("beacon", beacon.toHex()));
        return json;
    }

    static ObjectNode block(Block block, List<Outcome> outcomes) {
        var json = header(block.header());
        var transactions = json.putArray("transactions");
        for (int i = 0; i < block.transactions().size(); i++) {
            var transaction = transaction(block.transactions().get(i));
            transaction.setAll(outcome(outcomes.get(i)));
            transactions.add(transaction);
        }
        return json;
    }

    static ObjectNode outcome(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied() -> object().put("outcome", "APPLIED");
            case Outcome.Charged(var rejection) ->
                object().put("outcome", "CHARGED")
                        .put("reason", rejection.reason().name())
                        .put("detail", rejection.detail());
        };
    }

    private static ObjectNode outcomeCode(int code) {
        var json = object();
        if (code == 0) {
            return json.put("outcome", "APPLIED");
        }
        return json.put("outcome", "CHARGED")
                .put("reason", Rejection.Reason.ofCode(code).map(Enum::name).orElse("code " + code));
    }

    static ObjectNode transaction(Transaction transaction) {
        var json = object().put("id", transaction.id().toHex())
                .put("sender", transaction.sender().id().toString())
                .put("nonce", transaction.nonce());
        json.set("fee", amount(transaction.fee()));
        json.set("body", body(transaction.body()));
        return json;
    }

    private static ObjectNode body(TransactionBody body) {
        var json = object().put("type", body.getClass().getSimpleName());
        switch (body) {
            case Transfer(var to, var amount) -> json.put("to", to.toString()).set("amount", amount(amount));
            case RegisterProvider register -> json.set("terms", terms(register.terms()));
            case UpdateProvider update -> json.set("terms", terms(update.terms()));
            case Bond(var amount) -> json.set("amount", amount(amount));
            case Unbond(var validator, var amount) ->
                json.put("validator", validator.toString()).set("amount", amount(amount));
            case Delegate(var validator, var amount) ->
                json.put("validator", validator.toString()).set("amount", amount(amount));
            case JoinValidators join -> {
                json.put("commissionBasisPoints", join.commissionBasisPoints());
                json.set("endpoint", endpoint(join.endpoint()));
            }
            case LeaveValidators _ -> {}
            case Evidence(var equivocation) -> {
                json.put("validator", equivocation.first().validator().toString());
                json.set("first", vote(equivocation.first().vote()));
                json.set("second", vote(equivocation.second().vote()));
            }
            case StorageOrder order -> StorageJson.body(json, order);
        }
        return json;
    }

    static ObjectNode vote(Vote vote) {
        var json = object().put("type", vote.getClass().getSimpleName());
        json.set("round", round(vote.round()));
        switch (vote) {
            case Vote.Notarize notarize ->
                json.put("parentView", notarize.parentView())
                        .put("block", notarize.block().toHex());
            case Vote.Nullify _ -> {}
            case Vote.Finalize finalize ->
                json.put("parentView", finalize.parentView())
                        .put("block", finalize.block().toHex());
        }
        return json;
    }

    static ObjectNode certificate(Certificate certificate) {
        var json = object();
        json.set("vote", vote(certificate.vote()));
        var signers = json.putArray("signers");
        certificate.signers().stream().forEach(signers::add);
        json.set("signatures", hexes(certificate.signatures()));
        return json;
    }

    static ObjectNode certified(CertifiedHeader certified) {
        var json = object();
        json.set("header", header(certified.header()));
        var descendants = json.putArray("descendants");
        certified.descendants().forEach(header -> descendants.add(header(header)));
        json.set("finalization", certificate(certified.finalization()));
        return json;
    }

    static ObjectNode proven(ProvenRecord proven) {
        var json = object().put("present", proven.value().isPresent());
        proven.value().ifPresent(value -> json.put("value", HexFormat.of().formatHex(value)));
        json.put("proof", HexFormat.of().formatHex(proven.proof().encode()));
        json.set("header", header(proven.header()));
        proven.finalization().ifPresent(certificate -> json.set("finalization", certificate(certificate)));
        return json;
    }

    static ObjectNode inclusion(TransactionInclusion inclusion) {
        var header = inclusion.header().header();
        var json = object().put("status", "FINAL")
                .put("height", header.height())
                .put("block", header.hash().toHex())
                .put("index", inclusion.proof().index())
                .put("count", inclusion.proof().count());
        json.setAll(outcomeCode(inclusion.outcomeCode()));
        json.set("siblings", hexes(inclusion.proof().siblings()));
        return json;
    }

    static ObjectNode genesis(Genesis genesis) {
        var json = object().put("name", genesis.name())
                .put("chain", genesis.chainId().toHex())
                .put("timeMillis", genesis.timeMillis());
        json.set("parameters", parameters(genesis.parameters()));
        json.set("totalSupply", amount(genesis.totalSupply()));
        json.put("accounts", genesis.balances().size());
        var validators = json.putArray("validators");
        for (Genesis.GenesisValidator validator : genesis.validators()) {
            var each = validators
                    .addObject()
                    .put("id", validator.key().id().toString())
                    .put("commissionBasisPoints", validator.commissionBasisPoints());
            each.set("stake", amount(validator.stake()));
            each.set("endpoint", endpoint(validator.endpoint()));
        }
        genesis.beacon()
                .ifPresent(group -> json.putObject("beacon")
                        .put("threshold", group.threshold())
                        .put("members", group.members().size())
                        .put("groupKey", HexFormat.of().formatHex(group.groupKey())));
        return json;
    }

    private static ObjectNode parameters(ChainParameters parameters) {
        var json = object().put("epochBlocks", parameters.epochBlocks())
                .put("blockTargetMillis", parameters.blockTarget().toMillis())
                .put("validatorsMax", parameters.validatorsMax())
                .put("unbondingMillis", parameters.unbondingTime().toMillis())
                .put("evidenceMillis", parameters.evidenceTime().toMillis())
                .put("slashBasisPoints", parameters.slashBasisPoints())
                .put("transactionBytesMax", parameters.transactionBytesMax())
                .put("blockBytesMax", parameters.blockBytesMax());
        json.set("selfStakeMin", amount(parameters.selfStakeMin()));
        json.set("feePerByte", amount(parameters.feePerByte()));
        json.set("storage", StorageJson.parameters(parameters.storage()));
        switch (parameters.admission()) {
            case ChainParameters.Admission.Open() -> json.put("admission", "OPEN");
            case ChainParameters.Admission.Listed(var listed) -> {
                var ids = json.put("admission", "LISTED").putArray("listed");
                listed.forEach(id -> ids.add(id.toString()));
            }
        }
        return json;
    }

    static ObjectNode round(Round round) {
        return object().put("epoch", round.epoch()).put("view", round.view());
    }

    static ObjectNode endpoint(Endpoint endpoint) {
        return object().put("host", endpoint.host()).put("port", endpoint.port());
    }

    private static ArrayNode hexes(List<? extends FixedBytes> values) {
        var array = RpcAnswer.JSON.createArrayNode();
        values.forEach(value -> array.add(value.toHex()));
        return array;
    }
}
