package network.cairn.gateway.metadata;

/// The database of the metadata failed, was not reached, or is not what this software needs.
///
/// Whether what was asked of it has happened is not known, unless the message says so.
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseException(String message) {
        super(message);
    }

    DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
