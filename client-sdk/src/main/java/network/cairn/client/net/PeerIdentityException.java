package network.cairn.client.net;

import java.security.cert.CertificateException;

/// A TLS peer showed something other than the certificate of the identity that was expected of it.
public final class PeerIdentityException extends CertificateException {
    private static final long serialVersionUID = 1L;

    public PeerIdentityException(String message) {
        super(message);
    }

    public PeerIdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
