package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.StorageOrder;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Unbond;
import network.cairn.client.ledger.UpdateProvider;
import network.cairn.client.ledger.Validator;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.TransactionResult;
import network.cairn.deploy.config.Credits;
import network.cairn.deploy.genesis.GenesisText;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.TransactionId;

/// What the chain knows, as JSON; and the same as lines for people.
final class ChainJson {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ChainJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String write(JsonNode node) throws IOException {
        return JSON.writeValueAsString(node);
    }

    /// An object's fields one a line, names first; of what is nested only the number is said.
    static List<String> lines(ObjectNode node) {
        var rows = new ArrayList<List<String>>();
        node.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isArray() && value.size() > 0 && value.get(0).isValueNode()) {
                var entries = new ArrayList<String>();
                value.forEach(entry -> entries.add(entry.asText()));
                rows.add(List.of(words(field.getKey()), String.join(", ", entries)));
            } else {
                rows.add(List.of(
                        words(field.getKey()),
                        value.isContainerNode()
                                ? Integer.toString(value.size())
                                : value.isNull() ? "-" : value.asText()));
            }
        });
        return Columns.align(rows);
    }

    /// `ownShares` as `own shares`.
    private static String words(String key) {
        return key.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(java.util.Locale.ROOT);
    }

    static ObjectNode account(ActorId id, Account account) {
        return object().put("id", id.toString())
                .put("balance", Credits.write(account.balance()))
                .put("nonce", account.nonce());
    }

    static ObjectNode provider(ActorId id, Provider provider) {
        ObjectNode node = object().put("id", id.toString());
        terms(node, provider.terms());
        return node.put("registeredHeight", provider.registeredHeight()).put("updatedHeight", provider.updatedHeight());
    }

    static ObjectNode validator(ActorId id, Validator validator) {
        ObjectNode node = object().put("id", id.toString())
                .put("key", HexFormat.of().formatHex(validator.key().toBytes()))
                .put("candidate", validator.candidate())
                .put("endpoint", validator.endpoint().toString())
                .put("commission", GenesisText.percent(validator.commissionBasisPoints()))
                .put("stake", Credits.write(validator.stake()))
                .put("shares", validator.shares().toString())
                .put("ownShares", validator.ownShares().toString());
        node.put(
                "jailedUntil",
                validator.jailedUntilMillis() == 0
                        ? null
                        : Instant.ofEpochMilli(validator.jailedUntilMillis()).toString());
        var slashes = node.putArray("slashes");
        validator
                .slashes()
                .forEach(slash -> slashes.addObject()
                        .put("time", Instant.ofEpochMilli(slash.timeMillis()).toString())
                        .put("share", GenesisText.percent(slash.basisPoints())));
        return node.put("blocksProposed", validator.blocksProposed());
    }

    static ObjectNode set(long epoch, ValidatorSet set) {
        ObjectNode node = object().put("epoch", epoch).put("totalPower", set.totalPower());
        var members = node.putArray("validators");
        for (ValidatorSet.Member member : set.members()) {
            members.addObject()
                    .put("id", member.id().toString())
                    .put("power", member.power())
                    .put("endpoint", member.endpoint().toString());
        }
        return node;
    }

    static ObjectNode header(BlockHeader header) {
        ObjectNode node = object().put("height", header.height())
                .put("hash", header.hash().toString())
                .put("epoch", header.epoch())
                .put("parent", header.parent().toString())
                .put("time", Instant.ofEpochMilli(header.timestampMillis()).toString())
                .put("proposer", header.proposer().toString())
                .put("state", header.state().toString())
                .put("validators", header.validators().toString())
                .put("nextValidators", header.nextValidators().toString());
        header.beacon().ifPresent(beacon -> node.put("beacon", beacon.toString()));
        return node;
    }

    static ObjectNode block(Block block) {
        ObjectNode node = header(block.header());
        var transactions = node.putArray("transactions");
        block.transactions().forEach(transaction -> transactions.add(transaction(transaction)));
        return node;
    }

    static ObjectNode result(TransactionId id, TransactionResult result) {
        return object().put("id", id.toString())
                .put("height", result.header().height())
                .put(
                        "outcome",
                        result.isApplied()
                                ? "done"
                                : result.rejection().map(Enum::name).orElse("code " + result.outcomeCode()));
    }

    static ObjectNode transaction(Transaction transaction) {
        ObjectNode node = object().put("id", transaction.id().toString())
                .put("sender", transaction.sender().id().toString())
                .put("nonce", transaction.nonce())
                .put("fee", Credits.write(transaction.fee()));
        body(node, transaction.body());
        return node;
    }

    private static void body(ObjectNode node, TransactionBody body) {
        switch (body) {
            case Transfer(var to, var amount) ->
                node.put("what", "transfer").put("to", to.toString()).put("amount", Credits.write(amount));
            case RegisterProvider(var terms) -> terms(node.put("what", "register-provider"), terms);
            case UpdateProvider(var terms) -> terms(node.put("what", "update-provider"), terms);
            case Bond(var amount) -> node.put("what", "bond").put("amount", Credits.write(amount));
            case Unbond(var validator, var amount) ->
                node.put("what", "unbond")
                        .put("validator", validator.toString())
                        .put("amount", Credits.write(amount));
            case Delegate(var validator, var amount) ->
                node.put("what", "delegate")
                        .put("validator", validator.toString())
                        .put("amount", Credits.write(amount));
            case JoinValidators(var endpoint, int commission) ->
                node.put("what", "join")
                        .put("endpoint", endpoint.toString())
                        .put("commission", GenesisText.percent(commission));
            case LeaveValidators() -> node.put("what", "leave");
            case Evidence _ -> node.put("what", "evidence");
            case StorageOrder order -> StorageJson.body(node, order);
        }
    }

    private static void terms(ObjectNode node, ProviderTerms terms) {
        var endpoints = node.putArray("endpoints");
        terms.endpoints().forEach(endpoint -> endpoints.add(endpoint.toString()));
        node.put("operator", terms.operator())
                .put("region", terms.region())
                .put("subnet", terms.subnet().toString())
                .put("pricePerGibMonth", Credits.write(terms.pricePerGibMonth()))
                .put("egressPricePerGib", Credits.write(terms.egressPricePerGib()))
                .put("capacityBytes", terms.capacityBytes());
    }
}
