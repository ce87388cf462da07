package network.cairn.gateway.admin;

import network.cairn.gateway.identity.IdentityException;

/// An error as the operator's API tells it: an HTTP status, a code for programs, and a message.
final class AdminException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    AdminException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    private AdminException(int status, String code, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
    }

    static AdminException badRequest(String message) {
        return new AdminException(400, "BadRequest", message);
    }

    static AdminException of(IdentityException e) {
        return switch (e.fault()) {
            case NO_SUCH_ENTITY -> new AdminException(404, "NotFound", e.text(), e);
            case ENTITY_ALREADY_EXISTS -> new AdminException(409, "AlreadyExists", e.text(), e);
            case LIMIT_EXCEEDED -> new AdminException(409, "LimitExceeded", e.text(), e);
            case DELETE_CONFLICT, UNMODIFIABLE -> new AdminException(409, "Conflict", e.text(), e);
            case VALIDATION, MALFORMED_POLICY -> new AdminException(400, "BadRequest", e.text(), e);
        };
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
