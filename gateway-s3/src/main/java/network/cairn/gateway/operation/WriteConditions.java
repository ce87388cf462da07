package network.cairn.gateway.operation;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.xml.XmlElement;
import org.jspecify.annotations.Nullable;

/// The conditions of a write.
final class WriteConditions {
    private WriteConditions() {}

    /// The conditions of a request's headers. S3 takes `*` alone for `If-None-Match`; a tag means here what it means
    /// of a read.
    static WriteCondition of(S3Headers headers) throws S3Exception {
        return of(
                headers.get("if-none-match"),
                headers.get("if-match"),
                headers.get("x-amz-if-match-last-modified-time"),
                headers.get("x-amz-if-match-size"));
    }

    /// The conditions of one object of a DeleteObjects request.
    static WriteCondition of(XmlElement object) throws S3Exception {
        return of(
                Optional.empty(),
                object.childText("ETag"),
                object.childText("LastModifiedTime"),
                object.childText("Size"));
    }

    private static WriteCondition of(
            Optional<String> noneOf, Optional<String> etag, Optional<String> lastModified, Optional<String> sizeBytes)
            throws S3Exception {
        return new WriteCondition(
                noneOf.map(Etags::bare).orElse(null),
                etag.map(Etags::bare).orElse(null),
                lastModified.isEmpty() ? null : time(lastModified.get().strip()),
                sizeBytes.isEmpty() ? null : size(sizeBytes.get().strip()));
    }

    private static @Nullable Instant time(String text) throws S3Exception {
        Optional<Instant> http = HttpDates.parse(text);
        if (http.isPresent()) {
            return http.get();
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw invalid("x-amz-if-match-last-modified-time", text);
        }
    }

    private static Long size(String text) throws S3Exception {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw invalid("x-amz-if-match-size", text);
        }
    }

    private static S3Exception invalid(String name, String value) {
        return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "The value of " + name + " is not valid.")
                .with("ArgumentName", name)
                .with("ArgumentValue", value);
    }
}
