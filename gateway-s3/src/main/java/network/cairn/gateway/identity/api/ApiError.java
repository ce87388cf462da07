package network.cairn.gateway.identity.api;

/// The error codes of IAM and STS, with the HTTP status of each.
public enum ApiError {
    ACCESS_DENIED("AccessDenied", 403),
    DELETE_CONFLICT("DeleteConflict", 409),
    ENTITY_ALREADY_EXISTS("EntityAlreadyExists", 409),
    EXPIRED_TOKEN("ExpiredToken", 403),
    INCOMPLETE_SIGNATURE("IncompleteSignature", 400),
    INVALID_ACTION("InvalidAction", 400),
    INVALID_CLIENT_TOKEN_ID("InvalidClientTokenId", 403),
    INVALID_INPUT("InvalidInput", 400),
    LIMIT_EXCEEDED("LimitExceeded", 409),
    MALFORMED_INPUT("MalformedInput", 400),
    MALFORMED_POLICY_DOCUMENT("MalformedPolicyDocument", 400),
    MISSING_ACTION("MissingAction", 400),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationToken", 403),
    NO_SUCH_ENTITY("NoSuchEntity", 404),
    OPT_IN_REQUIRED("OptInRequired", 403),
    PACKED_POLICY_TOO_LARGE("PackedPolicyTooLarge", 400),
    REQUEST_EXPIRED("RequestExpired", 400),
    SIGNATURE_DOES_NOT_MATCH("SignatureDoesNotMatch", 403),
    THROTTLING("Throttling", 400),
    UNMODIFIABLE_ENTITY("UnmodifiableEntity", 400),
    VALIDATION_ERROR("ValidationError", 400);

    private final String code;
    private final int status;

    ApiError(String code, int status) {
        this.code = code;
        this.status = status;
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }
}
