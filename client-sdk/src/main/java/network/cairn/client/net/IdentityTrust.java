package network.cairn.client.net;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import network.cairn.client.identity.IdentityCertificate;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// Accepts identity certificates, or that of one actor only. Authorities, host names and dates play no part.
final class IdentityTrust extends X509ExtendedTrustManager {
    private final @Nullable ActorId only;

    IdentityTrust(@Nullable ActorId only) {
        this.only = only;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private void check(X509Certificate[] chain) throws PeerIdentityException {
        if (chain.length != 1) {
            throw new PeerIdentityException("the peer shows " + chain.length + " certificates instead of its own");
        }
        PublicIdentity peer;
        try {
            peer = IdentityCertificate.peer(chain[0]);
        } catch (CertificateException e) {
            throw new PeerIdentityException("the peer has no identity: " + e.getMessage(), e);
        }
        if (only != null && !peer.id().equals(only)) {
            throw new PeerIdentityException("the peer is " + peer.id() + " instead of " + only);
        }
    }
}
