package network.cairn.gateway.identity;

import network.cairn.gateway.s3.OutageException;

/// The identity document cannot be read or written, or holds what it should not.
public final class StorageException extends OutageException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message, Throwable cause) {
        super(message, cause, false);
    }
}
