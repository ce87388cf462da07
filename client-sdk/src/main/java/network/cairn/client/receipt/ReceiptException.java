package network.cairn.client.receipt;

/// A receipt could not be made: the chain's source does not answer or is not believed, time ran out, or it would be
/// too long. The message says which.
public final class ReceiptException extends Exception {
    private static final long serialVersionUID = 1L;

    public ReceiptException(String message) {
        super(message);
    }

    public ReceiptException(String message, Throwable cause) {
        super(message, cause);
    }
}
