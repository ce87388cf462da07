package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;

/// What a chain starts from: its rules, its money and its first validators. Its hash is the chain's id.
///
/// @param name for people, 1 to 64 printable ASCII characters
/// @param timeMillis milliseconds since 1970: the timestamp of block 0
/// @param parameters the chain's rules
/// @param balances the free money of each account; with the validators' stakes, all the money there is
/// @param validators the first set, each with its own stake, in any order
/// @param beacon who makes the beacons; empty where nobody does
public record Genesis(
        String name,
        long timeMillis,
        ChainParameters parameters,
        SortedMap<ActorId, Amount> balances,
        List<GenesisValidator> validators,
        Optional<BeaconGroup> beacon) {
    public static final int ENCODED_BYTES_MAX = 16 << 20;
    private static final int NAME_BYTES_MAX = 64;
    private static final int BALANCES_MAX = 200_000;

    /// One of the first validators.
    ///
    /// @param stake its own bonded money
    public record GenesisValidator(PublicIdentity key, Amount stake, Endpoint endpoint, int commissionBasisPoints) {
        public GenesisValidator {
            JoinValidators.checkCommission(commissionBasisPoints);
        }
    }

    public Genesis {
        if (name.isEmpty() || name.length() > NAME_BYTES_MAX || !name.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "a chain's name is 1 to " + NAME_BYTES_MAX + " printable ASCII characters without blanks");
        }
        if (timeMillis < 0) {
            throw new IllegalArgumentException("a genesis time is not before 1970");
        }
        balances = Collections.unmodifiableSortedMap(new TreeMap<>(balances));
        validators = List.copyOf(validators);
        if (balances.size() > BALANCES_MAX) {
            throw new IllegalArgumentException(
                    "a genesis has at most " + BALANCES_MAX + " accounts, not " + balances.size());
        }
        if (validators.isEmpty() || validators.size() > parameters.validatorsMax()) {
            throw new IllegalArgumentException(
                    "a genesis has 1 to " + parameters.validatorsMax() + " validators, not " + validators.size());
        }
        if (validators.stream().map(GenesisValidator::key).distinct().count() != validators.size()) {
            throw new IllegalArgumentException("a validator of the genesis is there twice");
        }
        for (GenesisValidator validator : validators) {
            if (!parameters.admission().admits(validator.key().id())) {
                throw new IllegalArgumentException(
                        "validator " + validator.key().id() + " is not on the genesis' own list");
            }
            if (validator.stake().compareTo(parameters.selfStakeMin()) < 0) {
                throw new IllegalArgumentException(
                        "validator " + validator.key().id() + " has a stake of " + validator.stake() + ", less than "
                                + parameters.selfStakeMin());
            }
        }
        totalSupply(balances, validators);
    }

    /// The set of epochs 0 and 1.
    public ValidatorSet validatorSet() {
        return ValidatorSet.of(validators.stream()
                .map(validator -> new ValidatorSet.Member(
                        validator.key(), ValidatorSet.powerOf(validator.stake()), validator.endpoint()))
                .toList());
    }

    /// All the money there is.
    public Amount totalSupply() {
        return totalSupply(balances, validators);
    }

    private static Amount totalSupply(Map<ActorId, Amount> balances, List<GenesisValidator> validators) {
        Amount total = Amount.ZERO;
        for (Amount balance : balances.values()) {
            total = total.plusExact(balance);
        }
        for (GenesisValidator validator : validators) {
            total = total.plusExact(validator.stake());
        }
        return total;
    }

    /// SHA-256 of the domain byte `0b` and the encoding.
    public ChainId chainId() {
        return ChainId.of(LedgerDomain.hash(LedgerDomain.GENESIS, encode()));
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().text(name).u64(timeMillis);
        parameters.write(writer);
        writer.u32(balances.size());
        balances.forEach((account, balance) -> {
            writer.id(account);
            balance.write(writer);
        });
        writer.u8(validators.size());
        for (GenesisValidator validator : validators) {
            writer.fixed(validator.key().toBytes());
            validator.stake().write(writer);
            validator.endpoint().write(writer);
            writer.u16(validator.commissionBasisPoints());
        }
        writer.bool(beacon.isPresent());
        beacon.ifPresent(group -> group.write(writer));
        return writer.toBytes();
    }

    public static Genesis decode(byte[] encoded) throws CodecException {
        if (encoded.length > ENCODED_BYTES_MAX) {
            throw new CodecException("a genesis is at most " + ENCODED_BYTES_MAX + " bytes, not " + encoded.length);
        }
        var reader = new CanonicalReader(encoded);
        String name = reader.text(NAME_BYTES_MAX, "chain name");
        long time = reader.u64("genesis time");
        var parameters = ChainParameters.read(reader);
        var balances = readBalances(reader);
        int count = reader.u8("genesis validators");
        var validators = new ArrayList<GenesisValidator>();
        for (int i = 0; i < count; i++) {
            var key = LedgerDomain.publicIdentity(reader, "genesis validator");
            var stake = Amount.read(reader, "genesis stake");
            var endpoint = Endpoint.read(reader, "genesis validator");
            int commission = reader.u16("genesis commission");
            validators.add(LedgerDomain.checked(
                    "genesis validator", () -> new GenesisValidator(key, stake, endpoint, commission)));
        }
        Optional<BeaconGroup> beacon =
                reader.bool("genesis has a beacon") ? Optional.of(BeaconGroup.read(reader)) : Optional.empty();
        reader.end();
        return LedgerDomain.checked("genesis", () -> new Genesis(name, time, parameters, balances, validators, beacon));
    }

    private static SortedMap<ActorId, Amount> readBalances(CanonicalReader reader) throws CodecException {
        int count = reader.count(BALANCES_MAX, "genesis accounts");
        var balances = new TreeMap<ActorId, Amount>();
        for (int i = 0; i < count; i++) {
            var account = ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "genesis account"));
            if (!balances.isEmpty() && balances.lastKey().compareTo(account) >= 0) {
                throw new CodecException("the accounts of a genesis are not in ascending order");
            }
            balances.put(account, Amount.read(reader, "genesis balance"));
        }
        return balances;
    }
}
