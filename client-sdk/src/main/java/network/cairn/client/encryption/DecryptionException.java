package network.cairn.client.encryption;

/// Bytes that do not open under the key, position and context they were opened with: changed, moved, cut or foreign.
///
/// Says no more than that: authenticated encryption cannot tell these apart.
public final class DecryptionException extends Exception {
    private static final long serialVersionUID = 1L;

    public DecryptionException(String message) {
        super(message);
    }

    public DecryptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
