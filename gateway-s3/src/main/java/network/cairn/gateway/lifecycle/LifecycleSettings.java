package network.cairn.gateway.lifecycle;

import java.time.Duration;
import network.cairn.gateway.configuration.LifecycleCalendar;

/// How the lifecycle rules are carried out.
///
/// @param calendar how long a day is
/// @param roundDelay how long a bucket rests between two rounds through it
/// @param actionsPerSecondMax how many versions and uploads are taken away in a second, at most
/// @param pageResults how many versions or uploads are looked at in a step
public record LifecycleSettings(
        LifecycleCalendar calendar, Duration roundDelay, int actionsPerSecondMax, int pageResults) {
    private static final Duration ROUND_DELAY_MIN = Duration.ofMillis(10);
    private static final Duration ROUND_DELAY_MAX = Duration.ofDays(1);
    private static final int ROUNDS_IN_DAY = 24;

    /// Made after the limits that it is held to.
    public static final LifecycleSettings DEFAULT =
            new LifecycleSettings(LifecycleCalendar.REAL, Duration.ofHours(1), 200, 500);

    public LifecycleSettings {
        if (roundDelay.compareTo(ROUND_DELAY_MIN) < 0 || roundDelay.compareTo(ROUND_DELAY_MAX) > 0) {
            throw new IllegalArgumentException("lifecycle rounds are 10 ms to 1 d apart, not " + roundDelay);
        }
        if (actionsPerSecondMax < 1 || pageResults < 1 || pageResults > 1000) {
            throw new IllegalArgumentException("a step has 1 to 1000 results and a second at least 1 action, not "
                    + pageResults + " and " + actionsPerSecondMax);
        }
    }

    /// With days of that length, and rounds that go with them.
    public static LifecycleSettings of(Duration dayLength) {
        Duration delay = dayLength.dividedBy(ROUNDS_IN_DAY);
        return new LifecycleSettings(
                new LifecycleCalendar(dayLength),
                delay.compareTo(ROUND_DELAY_MIN) < 0 ? ROUND_DELAY_MIN : delay,
                DEFAULT.actionsPerSecondMax(),
                DEFAULT.pageResults());
    }
}
