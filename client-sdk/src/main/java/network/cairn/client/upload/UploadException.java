package network.cairn.client.upload;

/// The network could not take an upload now: too few nodes took their pieces. Trying later may succeed.
public final class UploadException extends Exception {
    private static final long serialVersionUID = 1L;

    public UploadException(String message) {
        super(message);
    }

    public UploadException(String message, Throwable cause) {
        super(message, cause);
    }
}
