package network.cairn.gateway.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the times of conditions: the W3C's forms of ISO 8601 (https://www.w3.org/TR/NOTE-datetime), from a
/// year to fractions of a second, and seconds since 1970.
final class PolicyTime {
    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})");
    private static final Pattern SECONDS = Pattern.compile("-?\\d{1,11}(\\.\\d{1,9})?");
    private static final int CHARS_MAX = 40;

    private PolicyTime() {}

    static Optional<Instant> of(String text) {
        if (text.length() > CHARS_MAX) {
            return Optional.empty();
        }
        try {
            if (YEAR.matcher(text).matches()) {
                return start(Year.parse(text).atDay(1));
            }
            if (MONTH.matcher(text).matches()) {
                return start(YearMonth.parse(text).atDay(1));
            }
            if (DAY.matcher(text).matches()) {
                return start(LocalDate.parse(text));
            }
            if (TIME.matcher(text).matches()) {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            }
            if (SECONDS.matcher(text).matches()) {
                return Optional.of(seconds(text));
            }
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> start(LocalDate day) {
        return Optional.of(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static Instant seconds(String text) {
        int point = text.indexOf('.');
        if (point < 0) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        long seconds = Long.parseLong(text.substring(0, point));
        String fraction = text.substring(point + 1);
        long nanos = Long.parseLong(fraction + "0".repeat(9 - fraction.length()));
        return Instant.ofEpochSecond(seconds, text.startsWith("-") ? -nanos : nanos);
    }
}
