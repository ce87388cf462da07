package network.cairn.proofs.codec;

/// Bytes that are not the canonical encoding of what was to be read from them. The message says which field and why.
public final class CodecException extends Exception {
    private static final long serialVersionUID = 1L;

    public CodecException(String message) {
        super(message);
    }

    public CodecException(String message, Throwable cause) {
        super(message, cause);
    }
}
