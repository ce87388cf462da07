package network.cairn.gateway.metadata;

import java.time.Duration;

/// How long stored streams outlive what named them.
///
/// @param reader from an object's replacement or deletion on: a read that began before and lasts no longer than this
///     ends undisturbed
/// @param stray from an upload's failure or a piece's cancellation on: covers pieces still on their way to a node
public record GracePeriods(Duration reader, Duration stray) {
    public static final GracePeriods DEFAULT = new GracePeriods(Duration.ofHours(1), Duration.ofMinutes(2));

    public GracePeriods {
        if (reader.isNegative() || stray.isNegative()) {
            throw new IllegalArgumentException("grace periods are not negative: " + reader + ", " + stray);
        }
    }
}
