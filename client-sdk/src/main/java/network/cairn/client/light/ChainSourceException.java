package network.cairn.client.light;

/// A source that did not answer, or not in the chain's encoding. Another one may.
public final class ChainSourceException extends Exception {
    private static final long serialVersionUID = 1L;

    public ChainSourceException(String message) {
        super(message);
    }

    public ChainSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
