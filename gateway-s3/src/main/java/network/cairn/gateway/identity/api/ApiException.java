package network.cairn.gateway.identity.api;

import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.s3.S3Exception;

/// An error as IAM and STS tell it.
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ApiError error;

    public ApiException(ApiError error, String message) {
        super(message);
        this.error = error;
    }

    private ApiException(ApiError error, String message, Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    static ApiException invalid(String message) {
        return new ApiException(ApiError.VALIDATION_ERROR, message);
    }

    static ApiException of(IdentityException e) {
        ApiError error = switch (e.fault()) {
            case NO_SUCH_ENTITY -> ApiError.NO_SUCH_ENTITY;
            case ENTITY_ALREADY_EXISTS -> ApiError.ENTITY_ALREADY_EXISTS;
            case LIMIT_EXCEEDED -> ApiError.LIMIT_EXCEEDED;
            case DELETE_CONFLICT -> ApiError.DELETE_CONFLICT;
            case VALIDATION -> ApiError.VALIDATION_ERROR;
            case MALFORMED_POLICY -> ApiError.MALFORMED_POLICY_DOCUMENT;
            case UNMODIFIABLE -> ApiError.UNMODIFIABLE_ENTITY;
        };
        return new ApiException(error, e.text(), e);
    }

    /// What is wrong with a request's signature or form, which the door of S3 found, in the words of these services.
    static ApiException of(S3Exception e) {
        return switch (e.code()) {
            case INVALID_ACCESS_KEY_ID, INVALID_TOKEN ->
                new ApiException(
                        ApiError.INVALID_CLIENT_TOKEN_ID, "The security token included in the request is invalid.", e);
            case EXPIRED_TOKEN ->
                new ApiException(ApiError.EXPIRED_TOKEN, "The security token included in the request is expired", e);
            case ACCOUNT_PROBLEM -> new ApiException(ApiError.OPT_IN_REQUIRED, text(e), e);
            case REQUEST_TIME_TOO_SKEWED ->
                new ApiException(ApiError.SIGNATURE_DOES_NOT_MATCH, "Signature expired: " + text(e), e);
            case SIGNATURE_DOES_NOT_MATCH, X_AMZ_CONTENT_SHA256_MISMATCH ->
                new ApiException(
                        ApiError.SIGNATURE_DOES_NOT_MATCH,
                        "The request signature we calculated does not match the signature you provided. Check your AWS"
                                + " Secret Access Key and signing method. Consult the service documentation for details.",
                        e);
            case ACCESS_DENIED ->
                text(e).startsWith("Request has expired")
                        ? new ApiException(ApiError.REQUEST_EXPIRED, text(e), e)
                        : new ApiException(ApiError.INCOMPLETE_SIGNATURE, text(e), e);
            case SLOW_DOWN -> new ApiException(ApiError.THROTTLING, "Rate exceeded", e);
            default -> new ApiException(ApiError.INCOMPLETE_SIGNATURE, text(e), e);
        };
    }

    private static String text(S3Exception e) {
        String message = e.getMessage();
        return message == null ? e.code().message() : message;
    }

    public ApiError error() {
        return error;
    }

    String text() {
        String message = getMessage();
        return message == null ? error.code() : message;
    }
}
