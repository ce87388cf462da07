package network.cairn.gateway.configuration;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Times as they stand in configurations, headers and events.
final class Timestamps {
    /// The last time that four digits of a year can tell.
    static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final int TEXT_CHARACTERS_MAX = 64;
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HTTP = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /// `2030-01-01T00:00:00.000Z`.
    static String iso(Instant time) {
        return ISO.format(time);
    }

    /// `Tue, 01 Jan 2030 00:00:00 GMT`.
    static String http(Instant time) {
        return HTTP.format(time);
    }

    /// The time of an ISO 8601 text, rounded up to milliseconds, as that is what is told again. Without a
    /// zone it is UTC, without a time of day midnight. Empty where it is none, or later than [#LAST].
    static Optional<Instant> parseIso(String text) {
        String stripped = text.strip();
        if (stripped.length() > TEXT_CHARACTERS_MAX || !DATE.matcher(stripped).lookingAt()) {
            return Optional.empty();
        }
        try {
            Instant time = parse(stripped);
            Instant whole = time.truncatedTo(ChronoUnit.MILLIS);
            Instant rounded = whole.equals(time) ? whole : whole.plus(Duration.ofMillis(1));
            return rounded.isAfter(LAST) ? Optional.empty() : Optional.of(rounded);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant parse(String text) {
        if (DATE.matcher(text).matches()) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        TemporalAccessor parsed =
                DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof OffsetDateTime zoned
                ? zoned.toInstant()
                : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
    }
}
