package network.cairn.client.kv;

/// The key-value store's disk failed, or its files are damaged.
public final class KeyValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KeyValueException(String message, Throwable cause) {
        super(message, cause);
    }
}
