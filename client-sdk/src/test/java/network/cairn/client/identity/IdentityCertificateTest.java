package network.cairn.client.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import network.cairn.client.GoldenVectors;
import network.cairn.client.SeededSecureRandom;
import network.cairn.proofs.id.ActorId;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class IdentityCertificateTest {
    private final Identity server = Identity.ofSeed(HexFormat.of().parseHex("01".repeat(32)));
    private final Identity client = Identity.ofSeed(HexFormat.of().parseHex("02".repeat(32)));

    @Test
    void of_sameIdentity_isAlwaysTheFrozenCertificate() throws Exception {
        byte[] encoded = IdentityCertificate.of(server).certificate().getEncoded();

        assertThat(HexFormat.of().formatHex(encoded))
                .isEqualTo(HexFormat.of()
                        .formatHex(GoldenVectors.load("identity.properties").bytes("certificate")));
    }

    @Test
    void certificate_saysWhatTlsAsksOfIt() throws Exception {
        X509Certificate certificate = IdentityCertificate.of(server).certificate();

        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=" + server.id());
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity(Date.from(Instant.parse("2500-01-01T00:00:00Z")));
    }

    @Test
    void peer_ownCertificate_isTheIdentity() throws Exception {
        assertThat(IdentityCertificate.peer(IdentityCertificate.of(server).certificate()))
                .isEqualTo(server.publicIdentity());
    }

    @Test
    void peer_anyBitFlipped_isRefused() throws Exception {
        byte[] encoded = IdentityCertificate.of(server).certificate().getEncoded();
        for (int bit = 0; bit < 8 * encoded.length; bit++) {
            byte[] flipped = encoded.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(isRefused(flipped)).as("bit %d", bit).isTrue();
        }
    }

    /// Whether the JDK cannot read this certificate (it may throw anything at that) or it is not an identity's.
    private static boolean isRefused(byte[] encoded) {
        X509Certificate certificate;
        try {
            certificate = parse(encoded);
        } catch (CertificateException | RuntimeException e) {
            return true;
        }
        try {
            IdentityCertificate.peer(certificate);
            return false;
        } catch (CertificateException e) {
            return true;
        }
    }

    @Test
    void peer_signedByAnother_isRefused() throws Exception {
        assertThatThrownBy(() -> IdentityCertificate.peer(forge(server, server.id(), client)))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("not signed by its own key");
    }

    @Test
    void peer_namingAnotherId_isRefused() throws Exception {
        assertThatThrownBy(() -> IdentityCertificate.peer(forge(server, client.id(), server)))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("names CN=" + client.id());
    }

    @Test
    void handshake_mutualTls13_eachLearnsTheOther() throws Exception {
        assertThat(handshake(server.id(), client.id())).isEqualTo("TLSv1.3 " + server.id() + " " + client.id());
    }

    @Test
    void handshake_serverIsNotTheExpectedNode_fails() {
        assertThatThrownBy(() -> handshake(client.id(), client.id()))
                .isInstanceOf(SSLException.class)
                .hasRootCauseInstanceOf(CertificateException.class)
                .hasStackTraceContaining("not " + client.id());
    }

    @Test
    void handshake_clientIsNotTheExpectedActor_fails() {
        assertThatThrownBy(() -> handshake(server.id(), server.id())).isInstanceOf(IOException.class);
    }

    /// A handshake and an exchange of one byte each way.
    private String handshake(ActorId expectedServer, ActorId expectedClient) throws Exception {
        SSLContext serverContext = context(server, expectedClient);
        SSLContext clientContext = context(client, expectedServer);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (var listening =
                        (SSLServerSocket) serverContext.getServerSocketFactory().createServerSocket(0, 1, loopback);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            listening.setSoTimeout(60_000);
            listening.setNeedClientAuth(true);
            listening.setEnabledProtocols(new String[] {"TLSv1.3"});
            var seen = threads.submit(() -> {
                try (var accepted = (SSLSocket) listening.accept()) {
                    accepted.setSoTimeout(60_000);
                    accepted.getOutputStream().write(accepted.getInputStream().read());
                    return peerOf(accepted);
                }
            });
            String known;
            try (var plain = new Socket(loopback, listening.getLocalPort());
                    var socket = (SSLSocket)
                            clientContext.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true)) {
                plain.setSoTimeout(60_000);
                socket.startHandshake();
                socket.getOutputStream().write(42);
                if (socket.getInputStream().read() != 42) {
                    throw new IOException("the server hung up");
                }
                known = socket.getSession().getProtocol() + " " + peerOf(socket);
            }
            return known + " " + seen.get(1, TimeUnit.MINUTES);
        }
    }

    private static ActorId peerOf(SSLSocket socket) throws SSLException, CertificateException {
        return IdentityCertificate.peer((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .id();
    }

    private static SSLContext context(Identity identity, ActorId expectedPeer)
            throws GeneralSecurityException, IOException {
        IdentityCertificate own = IdentityCertificate.of(identity);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("identity", own.privateKey(), new char[0], own.chain());
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(
                managers.getKeyManagers(),
                new TrustManager[] {new PinnedTo(expectedPeer)},
                new SeededSecureRandom(identity.hashCode()));
        return context;
    }

    private static X509Certificate parse(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static X509Certificate forge(Identity subject, ActorId name, Identity signer) throws Exception {
        var ed25519 = new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
        var x500 = new X500Name("CN=" + name);
        var key = new SubjectPublicKeyInfo(ed25519, subject.publicIdentity().toBytes());
        ContentSigner signing = new JcaContentSignerBuilder("Ed25519")
                .build(IdentityCertificate.of(signer).privateKey());
        return parse(new X509v3CertificateBuilder(
                        x500,
                        BigInteger.TWO,
                        Date.from(Instant.EPOCH),
                        Date.from(Instant.EPOCH.plusSeconds(1)),
                        x500,
                        key)
                .build(signing)
                .getEncoded());
    }

    /// Trusts one actor only.
    private static final class PinnedTo extends X509ExtendedTrustManager {
        private final ActorId expected;

        PinnedTo(ActorId expected) {
            this.expected = expected;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            ActorId actual = IdentityCertificate.peer(chain[0]).id();
            if (!actual.equals(expected)) {
                throw new CertificateException("the peer is " + actual + ", not " + expected);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
