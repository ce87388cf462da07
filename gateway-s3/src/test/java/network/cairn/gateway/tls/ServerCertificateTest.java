package network.cairn.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificateTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path folder;

    private CertificateFiles files;

    @BeforeEach
    void write() throws IOException {
        files = new CertificateFiles(folder.resolve("server.pem"), folder.resolve("server.key"));
        make().write(files);
    }

    private static LocalCertificate make() {
        return LocalCertificate.make(List.of("localhost", "127.0.0.1", "::1"), NOW, new SecureRandom());
    }

    @Test
    void read_madeForThisMachine_namesItAndChains() throws Exception {
        ServerCertificate certificate = ServerCertificate.read(files);
        assertThat(certificate.chain()).hasSize(2);
        X509Certificate server = certificate.chain().getFirst();
        X509Certificate authority = certificate.chain().getLast();
        server.verify(authority.getPublicKey());
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(server.getSubjectAlternativeNames().stream()
                        .map(name -> String.valueOf(name.get(1)))
                        .toList())
                .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(server.getNotBefore().toInstant()).isBefore(NOW);
        assertThat(server.getNotAfter().toInstant()).isAfter(NOW.plusSeconds(3600L * 24 * 3000));
        assertThat(Files.getPosixFilePermissions(files.keyFile()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(certificate.isSameAs(ServerCertificate.read(files))).isTrue();
        make().write(files);
        assertThat(certificate.isSameAs(ServerCertificate.read(files))).isFalse();
    }

    @Test
    void read_oldFormsOfKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair rsa = generator.generateKeyPair();
        Files.writeString(files.keyFile(), pem(rsa.getPrivate()));
        assertThat(Files.readString(files.keyFile())).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        // It is read, and found to be another's.
        assertWrong("server.key: is not the key of the first certificate in ");
    }

    @Test
    void read_keyOfAnother() throws Exception {
        byte[] certificate = Files.readAllBytes(files.certificateFile());
        make().write(files);
        Files.write(files.certificateFile(), certificate);
        assertWrong("server.key: is not the key of the first certificate in ");
    }

    @Test
    void read_missing() throws Exception {
        Files.delete(files.keyFile());
        assertWrong("server.key: is not there");
        Files.delete(files.certificateFile());
        assertWrong("server.pem: is not there");
    }

    @Test
    void read_noPem() throws Exception {
        byte[] certificate = Files.readAllBytes(files.certificateFile());
        Files.writeString(files.certificateFile(), "nonsense");
        assertWrong("server.pem: has no certificate in PEM");
        Files.writeString(files.certificateFile(), "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n");
        assertWrong("server.pem: is not PEM of certificates");
        Files.write(files.certificateFile(), certificate);
        Files.writeString(files.keyFile(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertWrong("server.key: is not PEM of a private key");
        Files.write(files.keyFile(), certificate);
        assertWrong("server.key: has no private key in PEM");
        Files.write(files.keyFile(), new byte[(1 << 20) + 1]);
        assertWrong("server.key: is over 1048576 bytes long");
        Files.delete(files.keyFile());
        Files.createDirectory(files.keyFile());
        assertWrong("server.key: cannot be read");
    }

    @Test
    void read_encryptedKey() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(
                    pair.getPrivate(),
                    new JcePEMEncryptorBuilder("AES-256-CBC")
                            .setProvider(new BouncyCastleProvider())
                            .build("secret".toCharArray()));
        }
        Files.writeString(files.keyFile(), text.toString());
        assertWrong("server.key: is encrypted");
    }

    private void assertWrong(String message) {
        assertThatThrownBy(() -> ServerCertificate.read(files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
