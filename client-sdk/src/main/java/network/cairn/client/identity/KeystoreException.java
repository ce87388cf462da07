package network.cairn.client.identity;

import java.nio.file.Path;

/// A keystore that could not be opened or made, and why.
public final class KeystoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Why.
    public enum Reason {
        /// There is no such file.
        MISSING,
        /// There is one already where a new one was to be made.
        EXISTS,
        /// Others than its owner may read or write it.
        UNSAFE_MODE,
        /// The file is whole, the passphrase is not its own.
        WRONG_PASSPHRASE,
        /// It is no keystore, or its bytes were changed or cut.
        DAMAGED
    }

    private final Reason reason;

    KeystoreException(Reason reason, Path file, String message) {
        super("keystore " + file + ": " + message);
        this.reason = reason;
    }

    KeystoreException(Reason reason, Path file, String message, Throwable cause) {
        super("keystore " + file + ": " + message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
