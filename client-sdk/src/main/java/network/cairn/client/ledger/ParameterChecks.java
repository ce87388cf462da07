package network.cairn.client.ledger;

import java.time.Duration;

/// Checks of the numbers that a chain is born with.
final class ParameterChecks {
    static final long TIME_MILLIS_MAX = Duration.ofDays(3650).toMillis();

    private ParameterChecks() {}

    static long wholeMillis(String field, Duration duration) {
        if (duration.getSeconds() > TIME_MILLIS_MAX || duration.getNano() % 1_000_000 != 0) {
            throw new IllegalArgumentException(
                    field + " is whole milliseconds, at most " + TIME_MILLIS_MAX + ", not " + duration);
        }
        return duration.toMillis();
    }

    static void within(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + " is in " + min + " .. " + max + ", not " + value);
        }
    }
}
