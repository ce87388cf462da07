package network.cairn.node.egress;

import java.time.Duration;

/// The limits of what a node remembers about payment, and how long it waits.
///
/// @param expiryMargin how long before a channel expires its vouchers are refused, to have the time to redeem them
/// @param channelMemory how long a channel is taken to be as the ledger last had it
/// @param absenceMemory how long a channel that the ledger does not have is taken to be absent; short, as a client
///     may have just opened it
/// @param channelsMax most channels kept in memory; the others are on the disk
/// @param absencesMax most absent channels remembered
/// @param lookupsMax most channels looked up on the ledger at a time
/// @param lookupWait longest wait for one of those places
/// @param strangersMax most clients without a channel remembered; over it others are refused
/// @param strangerMemory how long a client without a channel is remembered at least
public record EgressLimits(
        Duration expiryMargin,
        Duration channelMemory,
        Duration absenceMemory,
        int channelsMax,
        int absencesMax,
        int lookupsMax,
        Duration lookupWait,
        int strangersMax,
        Duration strangerMemory) {
    public EgressLimits {
        positive(expiryMargin, "expiryMargin");
        positive(channelMemory, "channelMemory");
        positive(absenceMemory, "absenceMemory");
        positive(lookupWait, "lookupWait");
        positive(strangerMemory, "strangerMemory");
        inRange(channelsMax, "channelsMax");
        inRange(absencesMax, "absencesMax");
        inRange(lookupsMax, "lookupsMax");
        inRange(strangersMax, "strangersMax");
    }

    public static EgressLimits defaults() {
        return new EgressLimits(
                Duration.ofMinutes(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                16_384,
                1_024,
                8,
                Duration.ofSeconds(10),
                10_000,
                Duration.ofHours(24));
    }

    public EgressLimits withChannelsMax(int value) {
        return new EgressLimits(
                expiryMargin,
                channelMemory,
                absenceMemory,
                value,
                absencesMax,
                lookupsMax,
                lookupWait,
                strangersMax,
                strangerMemory);
    }

    public EgressLimits withStrangersMax(int value) {
        return new EgressLimits(
                expiryMargin,
                channelMemory,
                absenceMemory,
                channelsMax,
                absencesMax,
                lookupsMax,
                lookupWait,
                value,
                strangerMemory);
    }

    private static void positive(Duration value, String name) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException(name + " is more than 0 and at most 30 days, not " + value);
        }
    }

    private static void inRange(int value, String name) {
        if (value < 1 || value > 10_000_000) {
            throw new IllegalArgumentException(name + " is 1 .. 10000000, not " + value);
        }
    }
}
