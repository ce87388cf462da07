package network.cairn.gateway.operation;

import network.cairn.client.download.DownloadException;
import network.cairn.client.upload.UploadException;
import network.cairn.gateway.kms.CustomerKeyException;
import network.cairn.gateway.kms.KeyServiceException;
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
            case INVALID_BUCKET_STATE -> S3ErrorCode.INVALID_BUCKET_STATE;
            case IS_DELETE_MARKER -> S3ErrorCode.METHOD_NOT_ALLOWED;
            case NO_SUCH_KEY -> S3ErrorCode.NO_SUCH_KEY;
            case NO_SUCH_UPLOAD -> S3ErrorCode.NO_SUCH_UPLOAD;
            case NO_SUCH_PART -> S3ErrorCode.INVALID_PART;
            case NO_SUCH_VERSION -> S3ErrorCode.NO_SUCH_VERSION;
            case OBJECT_LOCKED -> S3ErrorCode.ACCESS_DENIED;
            case PRECONDITION_FAILED -> S3ErrorCode.PRECONDITION_FAILED;
            case TOO_MANY_BUCKETS -> S3ErrorCode.TOO_MANY_BUCKETS;
            case TOO_MANY_PARTS -> S3ErrorCode.TOO_MANY_PARTS;
            case UPLOAD_GIVEN_UP -> S3ErrorCode.SERVICE_UNAVAILABLE;
            case WRONG_OFFSET -> S3ErrorCode.INVALID_WRITE_OFFSET;
        };
        String message = e.reason() == MetadataException.Reason.OBJECT_LOCKED
                ? "Access Denied because object protected by object lock."
                : code.message();
        var error = new S3Exception(code, message, e);
        return e.condition().isEmpty() ? error : error.with("Condition", e.condition());
    }

    static S3Exception of(UploadException e) {
        return unavailable("The storage network cannot take this upload now: " + e.getMessage(), e);
    }

    static S3Exception of(DownloadException e) {
        return unavailable("The storage network cannot serve this object now: " + e.getMessage(), e);
    }

    static S3Exception of(KeyServiceException e) {
        S3ErrorCode code = switch (e.reason()) {
            case ACCESS_DENIED -> S3ErrorCode.ACCESS_DENIED;
            case DISABLED -> S3ErrorCode.KMS_DISABLED;
            case INVALID_REQUEST -> S3ErrorCode.INVALID_ARGUMENT;
            case NO_SUCH_KEY -> S3ErrorCode.KMS_NOT_FOUND;
            case PENDING_DELETION -> S3ErrorCode.KMS_INVALID_STATE;
            case UNAVAILABLE -> S3ErrorCode.SERVICE_UNAVAILABLE;
        };
        return code == S3ErrorCode.SERVICE_UNAVAILABLE ? unavailable(e.text(), e) : new S3Exception(code, e.text(), e);
    }

    static S3Exception of(CustomerKeyException e) {
        S3ErrorCode code = e.reason() == CustomerKeyException.Reason.WRONG
                ? S3ErrorCode.ACCESS_DENIED
                : S3ErrorCode.INVALID_REQUEST;
        return new S3Exception(code, e.text(), e);
    }

    private static S3Exception unavailable(String message, Exception cause) {
        return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, message + " Try again later.", cause)
                .withHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
}
