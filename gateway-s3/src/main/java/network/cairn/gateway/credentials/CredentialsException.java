package network.cairn.gateway.credentials;

/// The access key file cannot be read or written, or holds what it should not.
public final class CredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CredentialsException(String message, Throwable cause) {
        super(message, cause);
    }
}
