package network.cairn.gateway.configuration;

import java.time.Duration;
import java.time.Instant;

/// How long a day is and when midnight falls.
///
/// The real one has days of 24 hours and midnights of UTC. With a shorter day, for tests and for trying
/// rules out, all that rules count in days passes by faster; dates stay what they are.
///
/// @param dayLength in whole milliseconds
public record LifecycleCalendar(Duration dayLength) {
    /// Days of 24 hours.
    public static final LifecycleCalendar REAL = new LifecycleCalendar(Duration.ofDays(1));

    public LifecycleCalendar {
        if (dayLength.toMillis() < 1
                || dayLength.compareTo(Duration.ofDays(1)) > 0
                || !Duration.ofMillis(dayLength.toMillis()).equals(dayLength)) {
            throw new IllegalArgumentException(
                    "a day lasts 1 millisecond to 24 hours, in whole milliseconds, not " + dayLength);
        }
    }

    /// So many days later, rounded up to the next midnight. What is at midnight stays there.
    Instant after(Instant time, int days) {
        long dayMillis = dayLength.toMillis();
        long millis = time.toEpochMilli();
        if (Instant.ofEpochMilli(millis).isBefore(time)) {
            millis++;
        }
        return Instant.ofEpochMilli(Math.ceilDiv(millis, dayMillis) * dayMillis + days * dayMillis);
    }
}
