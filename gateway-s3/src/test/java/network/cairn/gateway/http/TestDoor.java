package network.cairn.gateway.http;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import network.cairn.gateway.auth.SigV4Authenticator;
import network.cairn.gateway.auth.TestSigner;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.Preflight;
import network.cairn.gateway.s3.RequestObserver;
import network.cairn.gateway.s3.ResponseHeaders;
import network.cairn.gateway.s3.S3Router;
import network.cairn.gateway.tls.CertificateFiles;
import network.cairn.gateway.tls.LocalCertificate;

/// A door with HTTP and HTTPS before operations of a test's own, and clients that trust it.
final class TestDoor implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    final CertificateFiles files;
    final Path authority;
    private final Vertx vertx = Vertx.vertx();
    private final GatewayDoor door;

    TestDoor(Path folder, DoorLimits limits, Map<OperationName, Operation> operations) throws Exception {
        this(folder, limits, operations, Preflight.none(), ResponseHeaders.none());
    }

    TestDoor(
            Path folder,
            DoorLimits limits,
            Map<OperationName, Operation> operations,
            Preflight preflight,
            ResponseHeaders responseHeaders)
            throws Exception {
        files = new CertificateFiles(folder.resolve("server.pem"), folder.resolve("server.key"));
        authority = folder.resolve("ca.pem");
        certify();
        door = new GatewayDoor(
                vertx,
                new DoorConfig(
                        "127.0.0.1", 0, Optional.of(new HttpsConfig(0, files)), List.of("s3.example.org"), 2, limits),
                new SigV4Authenticator(TestSigner.KEYS, "us-east-1"),
                new S3Router(operations),
                Optional.empty(),
                preflight,
                responseHeaders,
                RequestObserver.NONE,
                InstantSource.fixed(NOW),
                new Random(5));
        door.start();
    }

    /// Puts another certificate into the files.
    void certify() throws IOException {
        var certificate =
                LocalCertificate.make(List.of("localhost", "127.0.0.1", "::1"), Instant.now(), new SecureRandom());
        certificate.write(files);
        certificate.writeAuthority(authority);
    }

    GatewayDoor door() {
        return door;
    }

    String host(String scheme) {
        return "127.0.0.1:" + (scheme.equals("https") ? door.httpsPort().orElseThrow() : door.port());
    }

    /// A presigned request.
    HttpRequest.Builder request(String scheme, String method, String path, String query) {
        String host = host(scheme);
        String signed = TestSigner.presign(method, path, query, host, NOW, 60);
        return HttpRequest.newBuilder(URI.create(scheme + "://" + host + path + "?" + signed))
                .timeout(Duration.ofSeconds(30));
    }

    /// What trusts the authority whose certificate is in its file now.
    SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    HttpClient client(HttpClient.Version version) throws Exception {
        return HttpClient.newBuilder().version(version).sslContext(trusting()).build();
    }

    @Override
    public void close() {
        door.close();
        vertx.close().await();
    }
}
