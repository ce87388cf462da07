package network.cairn.gateway.operation;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// Times as they stand in HTTP headers and in S3's XML.
final class HttpDates {
    private static final DateTimeFormatter HTTP = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter XML = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private HttpDates() {}

    static String http(Instant time) {
        return HTTP.format(time);
    }

    static String xml(Instant time) {
        return XML.format(time);
    }

    /// The time of a header; nothing where it is no date, which HTTP says to ignore.
    static Optional<Instant> parse(String header) {
        return parse(DateTimeFormatter.RFC_1123_DATE_TIME, header)
                .or(() -> parse(DateTimeFormatter.ISO_INSTANT, header));
    }

    private static Optional<Instant> parse(DateTimeFormatter format, String header) {
        try {
            return Optional.of(format.parse(header.strip(), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
