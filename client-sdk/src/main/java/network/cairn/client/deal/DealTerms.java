package network.cairn.client.deal;

import java.time.Duration;
import network.cairn.client.ledger.Amount;

/// What a client decides about its deals.
///
/// @param pricePerGibMonthMax no deal is opened with a provider that asks for more
/// @param firstEscrow what a deal is opened with, beside the deposit; more is added as it comes to hold more
/// @param escrowReservePercent how much more than the lock-up time's pay the escrow is filled up to, so that it is
///     not
///     filled up with every batch
/// @param batchDelay how long a batch waits for more pieces
/// @param retryDelay how long after a failure a provider is talked to again
public record DealTerms(
        Amount pricePerGibMonthMax,
        Amount firstEscrow,
        int escrowReservePercent,
        Duration batchDelay,
        Duration retryDelay) {
    /// At most 100 credits a GiB-month, a tenth of a credit first, twice the lock-up time's pay, batches every
    /// second.
    public static final DealTerms DEFAULT = new DealTerms(
            Amount.credits(100), Amount.units(100_000_000), 100, Duration.ofSeconds(1), Duration.ofSeconds(2));

    public DealTerms {
        if (escrowReservePercent < 1 || escrowReservePercent > 1000) {
            throw new IllegalArgumentException("escrowReservePercent is 1 .. 1000, not " + escrowReservePercent);
        }
        if (!batchDelay.isPositive() || !retryDelay.isPositive()) {
            throw new IllegalArgumentException("batchDelay and retryDelay are more than nothing");
        }
    }
}
