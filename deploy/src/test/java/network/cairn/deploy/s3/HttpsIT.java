package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// The same door over HTTPS, where SDKs send bodies unsigned with their checksum after them, and over HTTP/2.
@S3Suite
class HttpsIT {
    private final SharedNetwork network = SharedNetwork.get();
    private final Access access = new Access(
            network.https(),
            network.owner().accessKeyId(),
            network.owner().secretAccessKey(),
            network.owner().region());

    private TrustManagerFactory trust() throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (var in = Files.newInputStream(network.authorityFile())) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    @Test
    @S3Behaviour(operation = "every operation", parameter = "HTTPS")
    void sdk_overHttps_roundTrips() throws Exception {
        TrustManagerFactory trust = trust();
        try (var s3 = AwsClients.configured(S3Client.builder(), access)
                .httpClientBuilder(Apache5HttpClient.builder().tlsTrustManagersProvider(trust::getTrustManagers))
                .build()) {
            TestBucket bucket = TestBucket.create(s3);
            byte[] bytes = Bytes.seeded(14, 6_000_000);
            s3.putObject(request -> request.bucket(bucket.name()).key("key"), RequestBody.fromBytes(bytes));
            assertThat(bucket.get("key").asByteArray()).isEqualTo(bytes);
            assertThat(bucket.keys()).containsExactly("key");
        }
    }

    @Test
    @S3Behaviour(operation = "every operation", parameter = "HTTP/2")
    void presigned_overHttp2_isRead() throws Exception {
        TestBucket bucket = TestBucket.create();
        byte[] bytes = Bytes.seeded(15, 3_000_000);
        bucket.put("key", bytes);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust().getTrustManagers(), null);
        try (var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .sslContext(tls)
                        .connectTimeout(Duration.ofSeconds(20))
                        .build();
                S3Presigner presigner = AwsClients.presigner(access)) {
            URI url = presigner
                    .presignGetObject(sign -> sign.signatureDuration(Duration.ofMinutes(1))
                            .getObjectRequest(
                                    request -> request.bucket(bucket.name()).key("key")))
                    .url()
                    .toURI();
            var answer = http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(Objects.requireNonNull(answer.body())).isEqualTo(bytes);
        }
    }
}
