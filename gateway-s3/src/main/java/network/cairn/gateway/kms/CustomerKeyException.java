package network.cairn.gateway.kms;

/// A request brings another customer's key than it must, or none, or one where none belongs.
public final class CustomerKeyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// What is wrong with the key.
    public enum Reason {
        /// The object is encrypted with a customer's key, and the request has none.
        MISSING("The object was stored using a form of Server Side Encryption. The correct parameters must be provided"
                + " to retrieve the object."),
        /// The upload was begun with a customer's key, and the request for a part has none.
        MISSING_FOR_PART("The multipart upload initiate requested encryption. Subsequent part requests must include the"
                + " appropriate encryption parameters."),
        /// The request has a key, but the object is not encrypted with a customer's.
        NOT_APPLICABLE("The encryption parameters are not applicable to this object."),
        /// It is another key than the upload was begun with, or than the object that is appended to has.
        OTHER_THAN_BEFORE("The provided encryption parameters did not match the ones used originally."),
        /// The object does not open with this key, though it is not damaged.
        WRONG("Access Denied");

        private final String message;

        Reason(String message) {
            this.message = message;
        }
    }

    public CustomerKeyException(Reason reason) {
        super(reason.message);
        this.reason = reason;
    }

    public CustomerKeyException(Reason reason, Throwable cause) {
        super(reason.message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// S3's words for it.
    public String text() {
        return reason.message;
    }
}
