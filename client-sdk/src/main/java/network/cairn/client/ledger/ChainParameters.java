package network.cairn.client.ledger;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// The rules a chain is born with. Durations count in whole milliseconds.
///
/// @param epochBlocks blocks in an epoch, at least 2
/// @param blockTarget the pause between a block and the next one's proposal
/// @param validatorsMax the most validators in a set, 1 .. 100
/// @param admission who may stand for the validator set
/// @param selfStakeMin what a validator must have bonded itself
/// @param unbondingTime how long stake that was taken back can still be slashed
/// @param evidenceTime how old, by the age of its epoch's end, an equivocation may be; more than
///     `unbondingTime`
/// @param slashBasisPoints what an equivocation costs of the validator's stake, in hundredths of a percent
/// @param feePerByte what a transaction pays at least for each byte of its encoding
/// @param transactionBytesMax the longest transaction taken
/// @param blockBytesMax the longest block taken
/// @param storage the rules of deals, proofs and payouts
public record ChainParameters(
        int epochBlocks,
        Duration blockTarget,
        int validatorsMax,
        Admission admission,
        Amount selfStakeMin,
        Duration unbondingTime,
        Duration evidenceTime,
        int slashBasisPoints,
        Amount feePerByte,
        int transactionBytesMax,
        int blockBytesMax,
        StorageParameters storage) {

    /// An hour's epochs of one-second blocks, 21 validators, anybody may stand, 14 days of unbonding, 5
    /// % slashed.
    public static final ChainParameters DEFAULT = new ChainParameters(
            3600,
            Duration.ofSeconds(1),
            21,
            new Admission.Open(),
            Amount.credits(1000),
            Duration.ofDays(14),
            Duration.ofDays(21),
            500,
            Amount.units(10),
            128 << 10,
            2 << 20,
            StorageParameters.DEFAULT);

    private static final int LISTED_MAX = 1000;

    public ChainParameters {
        ParameterChecks.within("epochBlocks", epochBlocks, 2, 1_000_000);
        ParameterChecks.within("validatorsMax", validatorsMax, 1, ValidatorSet.MEMBERS_MAX);
        ParameterChecks.within("slashBasisPoints", slashBasisPoints, 0, JoinValidators.BASIS_POINTS);
        ParameterChecks.within("transactionBytesMax", transactionBytesMax, 1 << 10, Transaction.ENCODED_BYTES_MAX);
        ParameterChecks.within("blockBytesMax", blockBytesMax, 2L * transactionBytesMax, Block.ENCODED_BYTES_MAX);
        ParameterChecks.within(
                "blockTarget in milliseconds", ParameterChecks.wholeMillis("blockTarget", blockTarget), 1, 60_000);
        ParameterChecks.within(
                "unbondingTime in milliseconds",
                ParameterChecks.wholeMillis("unbondingTime", unbondingTime),
                0,
                ParameterChecks.TIME_MILLIS_MAX);
        ParameterChecks.within(
                "evidenceTime in milliseconds",
                ParameterChecks.wholeMillis("evidenceTime", evidenceTime),
                1,
                ParameterChecks.TIME_MILLIS_MAX);
        if (evidenceTime.compareTo(unbondingTime) <= 0) {
            throw new IllegalArgumentException(
                    "evidenceTime " + evidenceTime + " is not more than unbondingTime " + unbondingTime);
        }
    }

    /// Rules with the defaults of deals and proofs.
    public ChainParameters(
            int epochBlocks,
            Duration blockTarget,
            int validatorsMax,
            Admission admission,
            Amount selfStakeMin,
            Duration unbondingTime,
            Duration evidenceTime,
            int slashBasisPoints,
            Amount feePerByte,
            int transactionBytesMax,
            int blockBytesMax) {
        this(
                epochBlocks,
                blockTarget,
                validatorsMax,
                admission,
                selfStakeMin,
                unbondingTime,
                evidenceTime,
                slashBasisPoints,
                feePerByte,
                transactionBytesMax,
                blockBytesMax,
                StorageParameters.DEFAULT);
    }

    /// Who may stand for the validator set.
    public sealed interface Admission {
        /// Anybody with the stake: a public chain.
        record Open() implements Admission {}

        /// Only those named at genesis: a consortium's chain, or with one name a private one.
        record Listed(Set<ActorId> validators) implements Admission {
            public Listed {
                validators = Collections.unmodifiableSortedSet(new TreeSet<>(validators));
                ParameterChecks.within("listed validators", validators.size(), 1, LISTED_MAX);
            }
        }

        /// Whether this actor may.
        default boolean admits(ActorId actor) {
            return switch (this) {
                case Open() -> true;
                case Listed(var validators) -> validators.contains(actor);
            };
        }
    }

    /// The epoch a height is in.
    public long epochOf(long height) {
        return height == 0 ? 0 : (height - 1) / epochBlocks;
    }

    /// The last height of an epoch.
    public long lastHeight(long epoch) {
        return Math.multiplyExact(epoch + 1, (long) epochBlocks);
    }

    /// How long an epoch takes when blocks come as they should: what its pay is reckoned by.
    public Duration epochTime() {
        return blockTarget.multipliedBy(epochBlocks);
    }

    /// How many epochs the lock-up time is, rounded up.
    public long lockupEpochs() {
        long epochMillis = epochTime().toMillis();
        return (storage.lockupTime().toMillis() - 1) / epochMillis + 1;
    }

    void write(CanonicalWriter writer) {
        writer.u32(epochBlocks).u64(blockTarget.toMillis()).u16(validatorsMax);
        switch (admission) {
            case Admission.Open() -> writer.bool(false);
            case Admission.Listed(var validators) -> {
                writer.bool(true).u32(validators.size());
                validators.forEach(writer::id);
            }
        }
        selfStakeMin.write(writer);
        writer.u64(unbondingTime.toMillis()).u64(evidenceTime.toMillis()).u16(slashBasisPoints);
        feePerByte.write(writer);
        writer.u32(transactionBytesMax).u32(blockBytesMax);
        storage.write(writer);
    }

    static ChainParameters read(CanonicalReader reader) throws CodecException {
        int epochBlocks = reader.u32("epochBlocks");
        var blockTarget = Duration.ofMillis(reader.u64("blockTarget"));
        int validatorsMax = reader.u16("validatorsMax");
        var admission = readAdmission(reader);
        var selfStakeMin = Amount.read(reader, "selfStakeMin");
        var unbonding = Duration.ofMillis(reader.u64("unbondingTime"));
        var evidence = Duration.ofMillis(reader.u64("evidenceTime"));
        int slash = reader.u16("slashBasisPoints");
        var fee = Amount.read(reader, "feePerByte");
        int transactionBytes = reader.u32("transactionBytesMax");
        int blockBytes = reader.u32("blockBytesMax");
        var storage = StorageParameters.read(reader);
        return LedgerDomain.checked(
                "chain parameters",
                () -> new ChainParameters(
                        epochBlocks,
                        blockTarget,
                        validatorsMax,
                        admission,
                        selfStakeMin,
                        unbonding,
                        evidence,
                        slash,
                        fee,
                        transactionBytes,
                        blockBytes,
                        storage));
    }

    private static Admission readAdmission(CanonicalReader reader) throws CodecException {
        if (!reader.bool("admission is listed")) {
            return new Admission.Open();
        }
        int count = reader.count(LISTED_MAX, "listed validators");
        var listed = new TreeSet<ActorId>();
        for (int i = 0; i < count; i++) {
            var id = ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "listed validator"));
            if (!listed.isEmpty() && listed.last().compareTo(id) >= 0) {
                throw new CodecException("the listed validators are not in ascending order");
            }
            listed.add(id);
        }
        return LedgerDomain.checked("listed validators", () -> new Admission.Listed(listed));
    }
}
