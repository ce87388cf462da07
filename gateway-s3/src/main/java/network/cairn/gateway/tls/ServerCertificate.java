package network.cairn.gateway.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/// A certificate with what leads from it to its authority, and its private key, read from PEM files and known to
/// belong together.
///
/// Keys may be of RSA, EC or Ed25519, written as PKCS #8, PKCS #1 or SEC 1.
public final class ServerCertificate {
    /// A file larger than this was not meant.
    private static final int FILE_BYTES_MAX = 1 << 20;

    private static final byte[] PROOF = "this key belongs to this certificate".getBytes(StandardCharsets.US_ASCII);
    private static final char[] NO_PASSWORD = {};

    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final byte[] fingerprint;

    private ServerCertificate(List<X509Certificate> chain, PrivateKey key, byte[] fingerprint) {
        this.chain = List.copyOf(chain);
        this.key = key;
        this.fingerprint = fingerprint;
    }

    /// @throws IOException naming the file and what is wrong with it: missing, unreadable, no PEM, encrypted,
    /// or a key that is not the certificate's
    public static ServerCertificate read(CertificateFiles files) throws IOException {
        byte[] certificatePem = bytes(files.certificateFile());
        byte[] keyPem = bytes(files.keyFile());
        List<X509Certificate> chain = chain(files.certificateFile(), certificatePem);
        PrivateKey key = key(files.keyFile(), keyPem);
        if (!belongs(key, chain.getFirst().getPublicKey())) {
            throw new IOException(files.keyFile() + ": is not the key of the first certificate in "
                    + files.certificateFile() + " (" + chain.getFirst().getSubjectX500Principal() + ")");
        }
        return new ServerCertificate(chain, key, fingerprint(certificatePem, keyPem));
    }

    /// The server's own certificate first.
    public List<X509Certificate> chain() {
        return chain;
    }

    /// Whether another was read from files of the same content.
    public boolean isSameAs(ServerCertificate other) {
        return MessageDigest.isEqual(fingerprint, other.fingerprint);
    }

    /// What a TLS engine takes.
    public KeyManagerFactory keyManagers() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, NO_PASSWORD);
            return managers;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory could not be made", e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(FILE_BYTES_MAX + 1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": is not there", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": may not be read by this user", e);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be read: " + e.getMessage(), e);
        }
        if (bytes.length > FILE_BYTES_MAX) {
            throw new IOException(file + ": is over " + FILE_BYTES_MAX + " bytes long");
        }
        return bytes;
    }

    private static List<X509Certificate> chain(Path file, byte[] pem) throws IOException {
        var chain = new ArrayList<X509Certificate>();
        var converter = new JcaX509CertificateConverter();
        try (PEMParser parser = parser(pem)) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                if (next instanceof X509CertificateHolder holder) {
                    chain.add(converter.getCertificate(holder));
                }
            }
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new IOException(file + ": is not PEM of certificates: " + e.getMessage(), e);
        }
        if (chain.isEmpty()) {
            throw new IOException(file + ": has no certificate in PEM (-----BEGIN CERTIFICATE-----)");
        }
        return chain;
    }

    private static PrivateKey key(Path file, byte[] pem) throws IOException {
        var converter = new JcaPEMKeyConverter();
        PrivateKey found = null;
        try (PEMParser parser = parser(pem)) {
            for (Object next = parser.readObject(); next != null && found == null; next = parser.readObject()) {
                found = key(converter, file, next);
            }
        } catch (PEMException | RuntimeException e) {
            throw new IOException(file + ": is not PEM of a private key: " + e.getMessage(), e);
        }
        if (found == null) {
            throw new IOException(file + ": has no private key in PEM (-----BEGIN PRIVATE KEY-----)");
        }
        return found;
    }

    private static @Nullable PrivateKey key(JcaPEMKeyConverter converter, Path file, Object entry) throws IOException {
        return switch (entry) {
            case PrivateKeyInfo info -> converter.getPrivateKey(info);
            case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
            case PEMEncryptedKeyPair _ -> throw encrypted(file);
            case PKCS8EncryptedPrivateKeyInfo _ -> throw encrypted(file);
            default -> null;
        };
    }

    private static IOException encrypted(Path file) {
        return new IOException(file + ": is encrypted; the gateway takes a key without a passphrase, mode 0600");
    }

    private static PEMParser parser(byte[] pem) {
        return new PEMParser(new InputStreamReader(new ByteArrayInputStream(pem), StandardCharsets.ISO_8859_1));
    }

    /// Whether what the one signs the other verifies.
    private static boolean belongs(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(PROOF);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(PROOF);
            return verifier.verify(signature);
        } catch (GeneralSecurityException _) {
            // Keys of two kinds are refused here, and are no pair.
            return false;
        }
    }

    private static byte[] fingerprint(byte[] certificatePem, byte[] keyPem) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(MessageDigest.getInstance("SHA-256").digest(certificatePem));
            return digest.digest(keyPem);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
