package network.cairn.gateway.kms.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// TLS that trusts the certificates of one PEM file and no others.
final class TrustedCertificates {
    private static final long FILE_BYTES_MAX = 1 << 20;

    private TrustedCertificates() {}

    /// @throws IOException if the file holds no certificate
    static SSLContext context(Path pemFile) throws IOException {
        try {
            return read(pemFile);
        } catch (FileSystemException e) {
            throw new IOException(pemFile + ": the key service's certificates cannot be read: " + e, e);
        }
    }

    private static SSLContext read(Path pemFile) throws IOException {
        if (Files.size(pemFile) > FILE_BYTES_MAX) {
            throw new IOException(pemFile + ": a file of certificates is at most " + FILE_BYTES_MAX + " bytes");
        }
        try (InputStream in = Files.newInputStream(pemFile)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("trusted-" + trusted.size(), certificate);
            }
            if (trusted.size() == 0) {
                throw new IOException(pemFile + ": holds no certificate in PEM");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(pemFile + ": holds no certificates that can be trusted: " + e.getMessage(), e);
        }
    }
}
