package network.cairn.gateway.policy;

/// A document that is no policy of its kind. The message is what S3 says of bucket policies (code
/// `MalformedPolicy`), IAM of others (code `MalformedPolicyDocument`), where it is known what they say.
public final class PolicyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// What is wrong, as far as it decides the code of the error.
    public enum Reason {
        MALFORMED,
        /// Over the limit of its kind; IAM has the code `LimitExceeded` for it, STS `PackedPolicyTooLarge`.
        TOO_LARGE
    }

    PolicyException(String message) {
        this(Reason.MALFORMED, message);
    }

    PolicyException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    PolicyException(String message, Throwable cause) {
        super(message, cause);
        this.reason = Reason.MALFORMED;
    }

    public Reason reason() {
        return reason;
    }

    /// The message, which is always there.
    public String text() {
        String message = getMessage();
        return message == null ? reason.name() : message;
    }
}
