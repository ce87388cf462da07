package network.cairn.client.net;

import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.IdentityCertificate;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// One identity's half of a mutually authenticated TLS 1.3 connection, in the form Vert.x takes.
public final class IdentityTls {
    /// The only protocol version spoken.
    public static final String PROTOCOL = "TLSv1.3";

    private final IdentityCertificate certificate;

    private IdentityTls(IdentityCertificate certificate) {
        this.certificate = certificate;
    }

    public static IdentityTls of(Identity identity) {
        return new IdentityTls(IdentityCertificate.of(identity));
    }

    /// What this end shows of itself.
    public KeyCertOptions ownCertificate() {
        return KeyCertOptions.wrap(new OnlyCertificate(certificate));
    }

    /// Trust in this one actor and nobody else: the handshake fails with a {@link PeerIdentityException}.
    public static TrustOptions only(ActorId peer) {
        return TrustOptions.wrap(new IdentityTrust(peer));
    }

    /// Trust in every actor that holds the key of its own certificate: who may do what is decided by other means.
    public static TrustOptions anyIdentity() {
        return TrustOptions.wrap(new IdentityTrust(null));
    }

    /// A key manager with one certificate for both ends.
    private static final class OnlyCertificate extends X509ExtendedKeyManager {
        private static final String ALIAS = "identity";
        private static final String KEY_TYPE = "EdDSA";

        private final IdentityCertificate certificate;

        OnlyCertificate(IdentityCertificate certificate) {
            this.certificate = certificate;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return isOurs(keyType) ? new String[] {ALIAS} : null;
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return isOurs(keyType) ? new String[] {ALIAS} : null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return chooseAlias(keyTypes);
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return chooseAlias(keyTypes);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return chooseAlias(keyType);
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return chooseAlias(keyType);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return alias.equals(ALIAS) ? certificate.chain() : null;
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return alias.equals(ALIAS) ? certificate.privateKey() : null;
        }

        private static @Nullable String chooseAlias(String... keyTypes) {
            for (String keyType : keyTypes) {
                if (isOurs(keyType)) {
                    return ALIAS;
                }
            }
            return null;
        }

        private static boolean isOurs(String keyType) {
            return keyType.equals(KEY_TYPE) || keyType.equals("Ed25519");
        }
    }
}
