package network.cairn.gateway.operation;

import network.cairn.client.download.DownloadException;
import network.cairn.client.upload.UploadException;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// The S3 errors that failures below the operations become, in one place.
final class Failures {
    private static final String RETRY_AFTER_SECONDS = "5";

    private Failures() {}

    static S3Exception of(MetadataException e) {
        S3ErrorCode code = switch (e.reason()) {
            case BUCKET_EXISTS -> S3ErrorCode.BUCKET_ALREADY_EXISTS;
            case BUCKET_NOT_EMPTY -> S3ErrorCode.BUCKET_NOT_EMPTY;
            case NO_SUCH_BUCKET -> S3ErrorCode.NO_SUCH_BUCKET;
            case NO_SUCH_KEY -> S3ErrorCode.NO_SUCH_KEY;
            case NO_SUCH_UPLOAD -> S3ErrorCode.NO_SUCH_UPLOAD;
            case NO_SUCH_PART -> S3ErrorCode.INVALID_PART;
            case PRECONDITION_FAILED -> S3ErrorCode.PRECONDITION_FAILED;
            case TOO_MANY_BUCKETS -> S3ErrorCode.TOO_MANY_BUCKETS;
        };
        return new S3Exception(code, code.message(), e);
    }

    static S3Exception of(UploadException e) {
        return unavailable("The storage network cannot take this upload now: " + e.getMessage(), e);
    }

    static S3Exception of(DownloadException e) {
        return unavailable("The storage network cannot serve this object now: " + e.getMessage(), e);
    }

    private static S3Exception unavailable(String message, Exception cause) {
        return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, message + " Try again later.", cause)
                .withHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
}
