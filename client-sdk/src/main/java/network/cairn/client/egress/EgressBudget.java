package network.cairn.client.egress;

import java.time.Duration;
import network.cairn.client.ledger.Amount;

/// What a client decides about paying for reads.
///
/// @param pricePerGibMax no channel is opened with a node that asks for more
/// @param channelBytes how much egress a channel's deposit is for
/// @param reserveBytes a channel that has less left is replaced
/// @param channelTime how long a channel lasts: after that the client may have back what is left in it
public record EgressBudget(Amount pricePerGibMax, long channelBytes, long reserveBytes, Duration channelTime) {
    /// At most 100 credits a GiB, channels for 16 GiB and 7 days, replaced when less than 1 GiB is left.
    public static final EgressBudget DEFAULT =
            new EgressBudget(Amount.credits(100), 16L << 30, 1L << 30, Duration.ofDays(7));

    public EgressBudget {
        if (channelBytes < 1 || reserveBytes < 0 || reserveBytes >= channelBytes) {
            throw new IllegalArgumentException(
                    "a channel for " + channelBytes + " bytes cannot be replaced when " + reserveBytes + " are left");
        }
        if (channelTime.compareTo(Duration.ofHours(2)) < 0) {
            throw new IllegalArgumentException("a channel lasts at least 2 hours, not " + channelTime);
        }
    }
}
