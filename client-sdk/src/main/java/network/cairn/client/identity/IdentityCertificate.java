package network.cairn.client.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import network.cairn.proofs.id.Signature;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;

/// An identity as TLS knows it: an X.509 certificate over its Ed25519 key (RFC 8410), signed by that key itself.
///
/// No authority vouches for it. A peer takes the key out with {@link #peer} and compares the id that follows with the
/// one it wants to talk to, which is why the certificate needs no host names and never expires (RFC 5280, 4.1.2.5).
/// The same identity always gives the same certificate, byte for byte.
///
/// The private key is for the JDK's TLS. The peer's proof that it holds the key is the TLS 1.3 handshake's; a copied
/// certificate proves nothing.
public final class IdentityCertificate {
    private static final Date NOT_BEFORE = Date.from(Instant.parse("2020-01-01T00:00:00Z"));
    private static final Date NOT_AFTER = Date.from(Instant.parse("9999-12-31T23:59:59Z"));
    private static final AlgorithmIdentifier ED25519 = new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);

    /// What comes before the 32 bytes of an Ed25519 key in its X.509 form.
    private static final byte[] KEY_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private final PrivateKey privateKey;
    private final X509Certificate certificate;

    private IdentityCertificate(PrivateKey privateKey, X509Certificate certificate) {
        this.privateKey = privateKey;
        this.certificate = certificate;
    }

    public static IdentityCertificate of(Identity identity) {
        try {
            PrivateKey privateKey = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, identity.seed()));
            return new IdentityCertificate(privateKey, parse(encode(identity)));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no certificate could be made for " + identity.id(), e);
        }
    }

    /// The private key in the JDK's form.
    public PrivateKey privateKey() {
        return privateKey;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /// The chain to present in TLS: this certificate alone.
    public X509Certificate[] chain() {
        return new X509Certificate[] {certificate};
    }

    /// Whose certificate this is, once it is known to be an identity's certificate signed by its own key.
    ///
    /// @throws CertificateException if it is anything else; the message says what
    public static PublicIdentity peer(X509Certificate certificate) throws CertificateException {
        byte[] encodedKey = certificate.getPublicKey().getEncoded();
        if (encodedKey == null
                || encodedKey.length != KEY_PREFIX.length + PublicIdentity.KEY_LENGTH_BYTES
                || !Arrays.equals(KEY_PREFIX, Arrays.copyOf(encodedKey, KEY_PREFIX.length))) {
            throw new CertificateException("the certificate's key is "
                    + certificate.getPublicKey().getAlgorithm() + ", an identity's is Ed25519");
        }
        PublicIdentity identity;
        try {
            identity = PublicIdentity.of(Arrays.copyOfRange(encodedKey, KEY_PREFIX.length, encodedKey.length));
        } catch (IllegalArgumentException e) {
            throw new CertificateException("the certificate's key is not a valid one: " + e.getMessage(), e);
        }
        if (!certificate.getSigAlgOID().equals(EdECObjectIdentifiers.id_Ed25519.getId())
                || certificate.getSignature().length != Signature.LENGTH_BYTES
                || !identity.verify(certificate.getTBSCertificate(), Signature.of(certificate.getSignature()))) {
            throw new CertificateException("the certificate of " + identity + " is not signed by its own key");
        }
        String name = certificate.getSubjectX500Principal().getName();
        if (!name.equals("CN=" + identity.id())) {
            throw new CertificateException(
                    "the certificate names " + name + " but its key is that of " + identity.id());
        }
        return identity;
    }

    private static X509Certificate parse(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static byte[] encode(Identity identity) throws IOException {
        byte[] publicKey = identity.publicIdentity().toBytes();
        var name = new X500Name("CN=" + identity.id());
        var builder = new X509v3CertificateBuilder(
                name, BigInteger.ONE, NOT_BEFORE, NOT_AFTER, name, new SubjectPublicKeyInfo(ED25519, publicKey));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        return builder.build(new IdentitySigner(identity)).getEncoded();
    }

    /// Signs a certificate with an identity's key.
    private static final class IdentitySigner implements ContentSigner {
        private final Identity identity;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        IdentitySigner(Identity identity) {
            this.identity = identity;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return ED25519;
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            return identity.sign(content.toByteArray()).toBytes();
        }
    }
}
