package network.cairn.gateway.operation;

import java.util.Optional;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// The conditions of a read, in the precedence of RFC 9110 section 13.2.2, which S3 follows: a tag's condition decides
/// over a date's.
final class ReadConditions {
    private ReadConditions() {}

    /// Evaluates `If-Match`, `If-Unmodified-Since`, `If-None-Match` and `If-Modified-Since`.
    ///
    /// @param prefix before these names, such as `x-amz-copy-source-`; empty for the headers of a read
    /// @param notModified what a copy of the same version is answered with
    /// @throws S3Exception `PreconditionFailed`, or the code of `notModified`
    static void check(S3Headers headers, String prefix, ObjectRecord object, S3ErrorCode notModified)
            throws S3Exception {
        Optional<String> ifMatch = headers.get(prefix + "if-match");
        if (ifMatch.isPresent()) {
            if (!Etags.matches(ifMatch.get(), object.etag())) {
                throw failed(S3ErrorCode.PRECONDITION_FAILED, "If-Match", object);
            }
        } else if (headers.get(prefix + "if-unmodified-since")
                .flatMap(HttpDates::parse)
                .filter(object.lastModified()::isAfter)
                .isPresent()) {
            throw failed(S3ErrorCode.PRECONDITION_FAILED, "If-Unmodified-Since", object);
        }
        Optional<String> ifNoneMatch = headers.get(prefix + "if-none-match");
        if (ifNoneMatch.isPresent()) {
            if (Etags.matches(ifNoneMatch.get(), object.etag())) {
                throw failed(notModified, "If-None-Match", object);
            }
        } else if (headers.get(prefix + "if-modified-since")
                .flatMap(HttpDates::parse)
                .filter(since -> !object.lastModified().isAfter(since))
                .isPresent()) {
            throw failed(notModified, "If-Modified-Since", object);
        }
    }

    private static S3Exception failed(S3ErrorCode code, String condition, ObjectRecord object) {
        var error = new S3Exception(code).with("Condition", condition);
        return code == S3ErrorCode.NOT_MODIFIED
                ? error.withHeader("ETag", Etags.quoted(object.etag()))
                        .withHeader("Last-Modified", HttpDates.http(object.lastModified()))
                : error;
    }
}
