package network.cairn.gateway.kms;

/// A key management service does not do what was asked of it. The message is fit for the client.
public final class KeyServiceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// Why not.
    public enum Reason {
        /// The key is another tenant's, or the service does not let the gateway use it.
        ACCESS_DENIED,
        /// The key is switched off.
        DISABLED,
        /// What was asked for cannot be had: a bad name, too large a context, a limit reached.
        INVALID_REQUEST,
        /// There is no such key, or no more.
        NO_SUCH_KEY,
        /// The key is about to be deleted, and may not be used until that is cancelled.
        PENDING_DELETION,
        /// The service does not answer, or not sensibly.
        UNAVAILABLE
    }

    public KeyServiceException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public KeyServiceException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// The message, which is never missing.
    public String text() {
        String message = getMessage();
        return message == null ? reason.name() : message;
    }

    static KeyServiceException noSuchKey(KeyArn key) {
        return new KeyServiceException(Reason.NO_SUCH_KEY, "Key '" + key + "' does not exist");
    }

    static KeyServiceException invalid(String message) {
        return new KeyServiceException(Reason.INVALID_REQUEST, message);
    }
}
