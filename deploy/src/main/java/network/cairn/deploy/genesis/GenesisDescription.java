package network.cairn.deploy.genesis;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis.GenesisValidator;
import network.cairn.client.ledger.StorageParameters;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.deploy.config.ConfigDocument;
import network.cairn.deploy.config.ConfigType;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.proofs.deal.Challenges;
import network.cairn.proofs.id.ActorId;

/// What people write of a chain that is to be; `deploy/config/genesis.yaml` explains every key.
///
/// @param time the timestamp of block 0; empty for the moment the genesis is made
/// @param beacon who makes the beacon's key
/// @param beaconThreshold how many shares make a beacon; empty for all but as many as may lie
public record GenesisDescription(
        String name,
        Optional<Instant> time,
        ChainParameters parameters,
        SortedMap<ActorId, Amount> balances,
        List<GenesisValidator> validators,
        BeaconKeys beacon,
        OptionalInt beaconThreshold) {
    /// Where the beacon's key comes from.
    public enum BeaconKeys {
        /// The one who makes the genesis deals it, and must be trusted to forget it.
        DEALER,
        /// There is none, and no epoch has a beacon.
        NONE
    }

    private enum AdmissionRule {
        OPEN,
        LISTED
    }

    public GenesisDescription {
        balances = new TreeMap<>(balances);
        validators = List.copyOf(validators);
    }

    /// @throws CommandFailure with `CONFIG`: one line naming file, key and value
    public static GenesisDescription read(Path file) throws CommandFailure {
        return bind(ConfigDocument.read(file, "", Map.of()));
    }

    static GenesisDescription bind(ConfigDocument document) throws CommandFailure {
        String name = document.required("name", ConfigType.text());
        Optional<Instant> time = document.optional("time", ConfigType.moment().orNone(), Optional.empty());
        List<GenesisValidator> validators = validators(document);
        SortedMap<ActorId, Amount> balances = balances(document);
        var beacon = document.optional("beacon", ConfigType.oneOf(BeaconKeys.class), BeaconKeys.DEALER);
        int threshold = document.optional("beaconThreshold", ConfigType.integer(0, ValidatorSet.MEMBERS_MAX), 0);
        if (threshold > validators.size()) {
            throw document.failure("beaconThreshold: " + threshold + ": there are only " + validators.size()
                    + " validators to hold shares");
        }
        try {
            ChainParameters parameters = parameters(document, validators);
            document.rejectUnknown();
            return new GenesisDescription(
                    name,
                    time,
                    parameters,
                    balances,
                    validators,
                    beacon,
                    threshold == 0 ? OptionalInt.empty() : OptionalInt.of(threshold));
        } catch (IllegalArgumentException e) {
            throw document.failure(String.valueOf(e.getMessage()));
        }
    }

    private static ChainParameters parameters(ConfigDocument document, List<GenesisValidator> validators)
            throws CommandFailure {
        ChainParameters or = ChainParameters.DEFAULT;
        ConfigType<Duration> days = ConfigType.duration(Duration.ZERO, Duration.ofDays(3650));
        return new ChainParameters(
                document.optional("epochBlocks", ConfigType.integer(2, 1_000_000), or.epochBlocks()),
                document.optional(
                        "blockTarget",
                        ConfigType.duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
                        or.blockTarget()),
                document.optional("validatorsMax", ConfigType.integer(1, ValidatorSet.MEMBERS_MAX), or.validatorsMax()),
                admission(document, validators),
                document.optional("selfStakeMin", ConfigType.credits(), or.selfStakeMin()),
                document.optional("unbondingTime", days, or.unbondingTime()),
                document.optional("evidenceTime", days, or.evidenceTime()),
                document.optional("slash", ConfigType.basisPoints(), or.slashBasisPoints()),
                document.optional("feePerByte", ConfigType.credits(), or.feePerByte()),
                document.optional(
                        "transactionBytesMax",
                        ConfigType.integer(1, Transaction.ENCODED_BYTES_MAX),
                        or.transactionBytesMax()),
                document.optional("blockBytesMax", ConfigType.integer(1, Block.ENCODED_BYTES_MAX), or.blockBytesMax()),
                storage(document));
    }

    private static StorageParameters storage(ConfigDocument document) throws CommandFailure {
        StorageParameters or = StorageParameters.DEFAULT;
        ConfigType<Integer> part = ConfigType.basisPoints();
        ConfigType<Integer> epochs = ConfigType.integer(1, 100_000);
        ConfigType<Integer> challenges = ConfigType.integer(1, Challenges.COUNT_MAX);
        return new StorageParameters(
                document.optional(
                        "lockupTime",
                        ConfigType.duration(Duration.ofMillis(1), Duration.ofDays(3650)),
                        or.lockupTime()),
                document.optional("heldBack", part, or.heldBackBasisPoints()),
                document.optional("protocolPart", part, or.protocolBasisPoints()),
                document.optional("repairPart", part, or.repairBasisPoints()),
                document.optional("missCost", part, or.missBasisPoints()),
                document.optional(
                        "freeMisses", ConfigType.integer(0, StorageParameters.MISS_WINDOW_EPOCHS), or.freeMisses()),
                document.optional("failureMisses", epochs, or.failureMisses()),
                document.optional("failureUnproven", epochs, or.failureUnproven()),
                document.optional("outagePart", part, or.outageBasisPoints()),
                document.optional("challenges", challenges, or.challenges()),
                document.optional("challengesOfFew", challenges, or.challengesOfFew()),
                document.optional("repairPricePerGib", ConfigType.credits(), or.repairPricePerGib()),
                document.optional("cleanUpDeposit", ConfigType.credits(), or.cleanUpDeposit()));
    }

    private static ChainParameters.Admission admission(ConfigDocument document, List<GenesisValidator> validators)
            throws CommandFailure {
        var rule = document.optional("admission", ConfigType.oneOf(AdmissionRule.class), AdmissionRule.OPEN);
        List<ActorId> admitted = document.optional("admitted", ConfigType.listOf(ConfigType.actorId()), List.of());
        return switch (rule) {
            case OPEN -> {
                if (!admitted.isEmpty()) {
                    throw document.failure("admitted: names validators, but admission is open to everybody");
                }
                yield new ChainParameters.Admission.Open();
            }
            case LISTED -> {
                Set<ActorId> listed = new HashSet<>(admitted);
                validators.forEach(validator -> listed.add(validator.key().id()));
                yield new ChainParameters.Admission.Listed(listed);
            }
        };
    }

    private static List<GenesisValidator> validators(ConfigDocument document) throws CommandFailure {
        var validators = new ArrayList<GenesisValidator>();
        Set<ActorId> ids = new HashSet<>();
        for (ConfigDocument section : document.sections("validators")) {
            var key = section.required("key", ConfigType.publicKey());
            String host = section.required("host", ConfigType.text());
            int port = section.required("port", ConfigType.integer(1, 65535));
            var stake = section.required("stake", ConfigType.credits());
            int commission = section.optional("commission", ConfigType.basisPoints(), 0);
            section.rejectUnknown();
            if (!ids.add(key.id())) {
                throw document.failure("validators: " + key.id() + ": is listed twice");
            }
            try {
                validators.add(new GenesisValidator(key, stake, new Endpoint(host, port), commission));
            } catch (IllegalArgumentException e) {
                throw document.failure("validators: " + key.id() + ": " + e.getMessage());
            }
        }
        if (validators.isEmpty()) {
            throw document.failure("validators: the list is empty; a chain starts with at least one");
        }
        return validators;
    }

    private static SortedMap<ActorId, Amount> balances(ConfigDocument document) throws CommandFailure {
        var balances = new TreeMap<ActorId, Amount>();
        for (ConfigDocument section : document.optionalSections("accounts")) {
            ActorId id = section.required("id", ConfigType.actorId());
            var balance = section.required("balance", ConfigType.credits());
            section.rejectUnknown();
            if (balances.put(id, balance) != null) {
                throw document.failure("accounts: " + id + ": is listed twice");
            }
        }
        return balances;
    }
}
