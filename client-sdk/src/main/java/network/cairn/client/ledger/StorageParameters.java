package network.cairn.client.ledger;

import java.time.Duration;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.Challenges;

/// The rules of deals, proofs and payouts that a chain is born with. Parts are in hundredths of a percent.
///
/// @param lockupTime how long a client's escrow, and a provider's collateral, must cover the deal's rate; and the
///     notice
///     that ends a deal which still holds pieces
/// @param heldBackBasisPoints what of a payment is held back until that covers the repair of what the provider
///     holds
/// @param protocolBasisPoints what of a payment goes to the validators, with the fees
/// @param repairBasisPoints what of a payment goes to the repair fund
/// @param missBasisPoints what a miss costs of the collateral
/// @param freeMisses misses within {@link #MISS_WINDOW_EPOCHS} epochs that cost nothing
/// @param failureMisses misses in a row that end all of a provider's deals and forfeit its collateral
/// @param failureUnproven epochs in a row without a proof that end its deals even where none counted as a miss
/// @param outageBasisPoints if more of the network's storage, weighed by its price, goes unproven in an epoch, no
///     miss of it counts
/// @param challenges chunks a provider must show each epoch
/// @param challengesOfFew the same of one that holds less than {@link #FEW_LEAVES}
/// @param repairPricePerGib what making one GiB of lost pieces again is taken to cost
/// @param cleanUpDeposit what a client leaves with a deal until its record goes
public record StorageParameters(
        Duration lockupTime,
        int heldBackBasisPoints,
        int protocolBasisPoints,
        int repairBasisPoints,
        int missBasisPoints,
        int freeMisses,
        int failureMisses,
        int failureUnproven,
        int outageBasisPoints,
        int challenges,
        int challengesOfFew,
        Amount repairPricePerGib,
        Amount cleanUpDeposit) {
    /// Over how many epochs free misses are counted.
    public static final int MISS_WINDOW_EPOCHS = 24;

    private static final int EPOCHS_MAX = 100_000;

    /// One GiB in leaves of 1 KiB.
    public static final long FEW_LEAVES = 1L << 20;

    /// 30 days, 10 % held back, 1 % to the validators, 3 % to the repair fund, 0.5 % of the collateral for each
    /// miss after 2 in 24, the end after 24 in a row or after 720 unproven, no misses while over 20 % go unproven,
    /// 20 challenges or 8.
    public static final StorageParameters DEFAULT = new StorageParameters(
            Duration.ofDays(30),
            1000,
            100,
            300,
            50,
            2,
            24,
            720,
            2000,
            20,
            8,
            Amount.units(10_000_000),
            Amount.units(10_000_000));

    public StorageParameters {
        int all = JoinValidators.BASIS_POINTS;
        ParameterChecks.within(
                "lockupTime in milliseconds",
                ParameterChecks.wholeMillis("lockupTime", lockupTime),
                1,
                ParameterChecks.TIME_MILLIS_MAX);
        ParameterChecks.within("heldBackBasisPoints", heldBackBasisPoints, 0, all);
        ParameterChecks.within("protocolBasisPoints", protocolBasisPoints, 0, all);
        ParameterChecks.within("repairBasisPoints", repairBasisPoints, 0, all);
        ParameterChecks.within("missBasisPoints", missBasisPoints, 0, all);
        ParameterChecks.within("outageBasisPoints", outageBasisPoints, 0, all);
        ParameterChecks.within(
                "heldBackBasisPoints, protocolBasisPoints and repairBasisPoints together",
                (long) heldBackBasisPoints + protocolBasisPoints + repairBasisPoints,
                0,
                all);
        ParameterChecks.within("freeMisses", freeMisses, 0, MISS_WINDOW_EPOCHS);
        ParameterChecks.within("failureMisses", failureMisses, 1, EPOCHS_MAX);
        ParameterChecks.within("failureUnproven", failureUnproven, failureMisses, EPOCHS_MAX);
        ParameterChecks.within("challenges", challenges, 1, Challenges.COUNT_MAX);
        ParameterChecks.within("challengesOfFew", challengesOfFew, 1, challenges);
    }

    /// How many chunks somebody who holds so many must show.
    public int challengesOf(long leaves) {
        return leaves < FEW_LEAVES ? challengesOfFew : challenges;
    }

    void write(CanonicalWriter writer) {
        writer.u64(lockupTime.toMillis())
                .u16(heldBackBasisPoints)
                .u16(protocolBasisPoints)
                .u16(repairBasisPoints)
                .u16(missBasisPoints)
                .u16(freeMisses)
                .u32(failureMisses)
                .u32(failureUnproven)
                .u16(outageBasisPoints)
                .u16(challenges)
                .u16(challengesOfFew);
        repairPricePerGib.write(writer);
        cleanUpDeposit.write(writer);
    }

    static StorageParameters read(CanonicalReader reader) throws CodecException {
        var lockup = Duration.ofMillis(reader.u64("lockupTime"));
        int heldBack = reader.u16("heldBackBasisPoints");
        int protocol = reader.u16("protocolBasisPoints");
        int repair = reader.u16("repairBasisPoints");
        int miss = reader.u16("missBasisPoints");
        int free = reader.u16("freeMisses");
        int failure = reader.u32("failureMisses");
        int unproven = reader.u32("failureUnproven");
        int outage = reader.u16("outageBasisPoints");
        int challenges = reader.u16("challenges");
        int few = reader.u16("challengesOfFew");
        var repairPrice = Amount.read(reader, "repairPricePerGib");
        var deposit = Amount.read(reader, "cleanUpDeposit");
        return LedgerDomain.checked(
                "storage parameters",
                () -> new StorageParameters(
                        lockup,
                        heldBack,
                        protocol,
                        repair,
                        miss,
                        free,
                        failure,
                        unproven,
                        outage,
                        challenges,
                        few,
                        repairPrice,
                        deposit));
    }
}
