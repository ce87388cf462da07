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

    /// @throws S3Exception `NotImplemented` for what S3 has no meaning for either: `If-None-Match` of a tag
    static WriteCondition of(S3Headers headers) throws S3Exception {
        Optional<String> ifNoneMatch = headers.get("if-none-match");
        if (ifNoneMatch.isPresent() && !ifNoneMatch.get().strip().equals("*")) {
            throw new S3Exception(
                    S3ErrorCode.NOT_IMPLEMENTED, "If-None-Match of a write must be *, not " + ifNoneMatch.get());
        }
        return of(
                ifNoneMatch.isPresent(),
                headers.get("if-match"),
                headers.get("x-amz-if-match-last-modified-time"),
                headers.get("x-amz-if-match-size"));
    }

    /// The conditions of one object of a DeleteObjects request.
    static WriteCondition of(XmlElement object) throws S3Exception {
        return of(false, object.childText("ETag"), object.childText("LastModifiedTime"), object.childText("Size"));
    }

    private static WriteCondition of(
            boolean absent, Optional<String> etag, Optional<String> lastModified, Optional<String> sizeBytes)
            throws S3Exception {
        return new WriteCondition(
                absent,
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
