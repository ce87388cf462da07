package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// A request as one line of S3's server access log. What is not known, or does not apply, is null.
///
/// @param bucketOwner the canonical id of the bucket's owner
/// @param requester the canonical id of who sent the request; null for anonymous ones
/// @param operation such as `REST.GET.OBJECT`, `WEBSITE.GET.OBJECT`, `BATCH.DELETE.OBJECT` or
/// `S3.EXPIRE.OBJECT`
/// @param requestUri the request's first line: `GET /bucket/key?versionId=null HTTP/1.1`
/// @param errorCode S3's code; null where there was no error
/// @param bytesSent of the response's body; none is told as S3 does, which is not as 0
/// @param totalTime from when the request came in to when the response's last byte went out
/// @param turnAroundTime from the request's last byte to the response's first
/// @param hostId the extended request id
/// @param authenticationType `AuthHeader`, `QueryString`, or null for anonymous requests
/// @param accessControlListRequired whether the request would have been denied without an ACL
public record AccessLogEntry(
        String bucketOwner,
        String bucket,
        Instant time,
        @Nullable String remoteAddress,
        @Nullable String requester,
        String requestId,
        String operation,
        @Nullable String key,
        @Nullable String requestUri,
        @Nullable Integer status,
        @Nullable String errorCode,
        @Nullable Long bytesSent,
        @Nullable Long objectSizeBytes,
        @Nullable Duration totalTime,
        @Nullable Duration turnAroundTime,
        @Nullable String referer,
        @Nullable String userAgent,
        @Nullable String versionId,
        @Nullable String hostId,
        @Nullable String signatureVersion,
        @Nullable String cipherSuite,
        @Nullable String authenticationType,
        @Nullable String hostHeader,
        @Nullable String tlsVersion,
        @Nullable String accessPointArn,
        boolean accessControlListRequired,
        @Nullable String sourceRegion) {
    private static final String NONE = "-";
    private static final int TEXT_BYTES_MAX = 8 << 10;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "'['dd/MMM/uuuu:HH:mm:ss +0000']'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /// Operations whose keys S3 encodes once; those of all others it encodes twice.
    private static final Set<String> ENCODED_ONCE = Set.of("BATCH.DELETE.OBJECT", "S3.EXPIRE.OBJECT");

    /// The line, without the newline at its end. Nothing that a client sent can end it, or end a quoted
    /// field.
    public String line() {
        return new StringJoiner(" ")
                .add(bare(bucketOwner))
                .add(bare(bucket))
                .add(TIME.format(time))
                .add(bare(remoteAddress))
                .add(bare(requester))
                .add(bare(requestId))
                .add(bare(operation))
                .add(encodedKey())
                .add(quoted(requestUri))
                .add(bare(status))
                .add(bare(errorCode))
                .add(bare(bytesSent == null || bytesSent == 0 ? null : bytesSent))
                .add(bare(objectSizeBytes))
                .add(millis(totalTime))
                .add(millis(turnAroundTime))
                .add(quoted(referer))
                .add(quoted(userAgent))
                .add(bare(versionId))
                .add(bare(hostId))
                .add(bare(signatureVersion))
                .add(bare(cipherSuite))
                .add(bare(authenticationType))
                .add(bare(hostHeader))
                .add(bare(tlsVersion))
                .add(bare(accessPointArn))
                .add(accessControlListRequired ? "Yes" : NONE)
                .add(bare(sourceRegion))
                .toString();
    }

    private String encodedKey() {
        if (key == null || key.isEmpty()) {
            return NONE;
        }
        String once = UriText.ofKey(key);
        return ENCODED_ONCE.contains(operation) ? once : UriText.ofKey(once);
    }

    private static String millis(@Nullable Duration time) {
        return time == null ? NONE : Long.toString(time.toMillis());
    }

    private static String bare(@Nullable Object value) {
        return value == null || value.toString().isEmpty() ? NONE : escaped(value.toString(), ' ');
    }

    private static String quoted(@Nullable String value) {
        return "\"" + (value == null || value.isEmpty() ? NONE : escaped(value, (char) ('~' + 1))) + "\"";
    }

    /// The text with quotes, controls, what is not ASCII and one character more percent-encoded, and cut
    /// where it is too long.
    private static String escaped(String text, char alsoEscaped) {
        var escaped = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (escaped.length() >= TEXT_BYTES_MAX) {
                return escaped.append("...").toString();
            }
            if (b < ' ' || b == 0x7f || b == '"' || b == alsoEscaped) {
                escaped.append(String.format("%%%02X", b & 0xff));
            } else {
                escaped.append((char) b);
            }
        }
        return escaped.toString();
    }
}
