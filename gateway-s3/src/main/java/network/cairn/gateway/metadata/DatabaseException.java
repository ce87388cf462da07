package network.cairn.gateway.metadata;

import network.cairn.gateway.s3.OutageException;
import org.jspecify.annotations.Nullable;

/// The database of the metadata failed, was not reached, or is not what this software needs.
///
/// Whether what was asked of it has happened is not known, unless the message says so.
public final class DatabaseException extends OutageException {
    private static final long serialVersionUID = 1L;

    DatabaseException(String message) {
        this(message, null, false);
    }

    DatabaseException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private DatabaseException(String message, @Nullable Throwable cause, boolean isBusy) {
        super(message, cause, isBusy);
    }

    /// It undid a transaction so often for the sake of others that it was given up.
    static DatabaseException busy(String message, Throwable cause) {
        return new DatabaseException(message, cause, true);
    }
}
