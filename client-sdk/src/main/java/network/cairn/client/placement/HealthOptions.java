package network.cairn.client.placement;

import java.time.Duration;

/// Limits of health checks.
///
/// @param interval pause between two rounds
/// @param timeout a node that has not answered after this long counts as unreachable
/// @param concurrencyMax nodes asked at once
public record HealthOptions(Duration interval, Duration timeout, int concurrencyMax) {
    /// Every 2 s, 2 s each, 32 nodes at once.
    public static final HealthOptions DEFAULT = new HealthOptions(Duration.ofSeconds(2), Duration.ofSeconds(2), 32);

    public HealthOptions {
        if (!interval.isPositive() || !timeout.isPositive() || concurrencyMax < 1) {
            throw new IllegalArgumentException("health checks every " + interval + ", at most " + timeout + " each and "
                    + concurrencyMax + " at once: all three must be positive");
        }
    }
}
