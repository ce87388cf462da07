package network.cairn.gateway.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate for a gateway on this machine, and the authority that clients are told to trust for it.
///
/// The authority signs this one certificate; then its key is forgotten, so that whoever trusts it trusts nothing
/// else. An authority of its own, rather than a certificate that signs itself, as some clients refuse either a
/// server whose certificate is an authority or an authority that is none.
public final class LocalCertificate {
    /// Ten years: nobody renews what was made to try things out.
    private static final Duration LIFETIME = Duration.ofDays(3650);

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final String SIGNATURE = "SHA256withECDSA";

    private final X509Certificate authority;
    private final X509Certificate certificate;
    private final KeyPair key;

    private LocalCertificate(X509Certificate authority, X509Certificate certificate, KeyPair key) {
        this.authority = authority;
        this.certificate = certificate;
        this.key = key;
    }

    /// @param hosts names and addresses by which clients reach the gateway
    public static LocalCertificate make(List<String> hosts, Instant now, SecureRandom random) {
        try {
            KeyPair authorityKey = keyPair(random);
            KeyPair key = keyPair(random);
            var extensions = new JcaX509ExtensionUtils();
            var authorityName =
                    new X500Name("CN=Cairn local authority " + serial(random).toString(36));
            var builder = builder(authorityName, authorityName, authorityKey, now, random);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            X509Certificate authority = sign(builder, authorityKey, random);
            builder = builder(authorityName, new X500Name("CN=" + hosts.getFirst()), key, now, random);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(authority));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(hosts.stream().map(LocalCertificate::name).toArray(GeneralName[]::new)));
            return new LocalCertificate(authority, sign(builder, authorityKey, random), key);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("no certificate could be made", e);
        }
    }

    /// Writes the files that a gateway takes.
    public void write(CertificateFiles files) throws IOException {
        Files.writeString(files.certificateFile(), pem(certificate) + pem(authority));
        Files.deleteIfExists(files.keyFile());
        Files.createFile(
                files.keyFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(files.keyFile(), pem(key.getPrivate()));
    }

    /// Writes the authority's certificate, for clients: what `AWS_CA_BUNDLE` names.
    public void writeAuthority(Path file) throws IOException {
        Files.writeString(file, pem(authority));
    }

    private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair key, Instant now, SecureRandom random)
            throws GeneralSecurityException, CertIOException {
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                serial(random),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(LIFETIME)),
                subject,
                key.getPublic());
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key.getPublic()));
        return builder;
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair key, SecureRandom random)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder(SIGNATURE).setSecureRandom(random);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer.build(key.getPrivate())));
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(120, random).setBit(120);
    }

    private static GeneralName name(String host) {
        boolean address = IPV4.matcher(host).matches() || host.indexOf(':') >= 0;
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object instanceof PrivateKey secret ? new JcaPKCS8Generator(secret, null) : object);
        }
        return text.toString();
    }
}
