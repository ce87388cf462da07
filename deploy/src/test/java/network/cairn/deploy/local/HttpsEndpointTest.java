package network.cairn.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import network.cairn.client.erasure.Scheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class HttpsEndpointTest {
    @Test
    void network_isReachedByHttps_byHttp1AndHttp2(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("net");
        var options = new NetworkOptions(
                folder,
                OptionalInt.of(4),
                Optional.of(new Scheme(2, 2, 3, 3)),
                Optional.empty(),
                OptionalInt.of(0),
                OptionalLong.of(1L << 30),
                OptionalInt.empty());
        byte[] content = new byte[3_000_001];
        new Random(1).nextBytes(content);
        try (LocalNetwork network =
                LocalNetwork.start(options, Optional.empty(), Map.of(), new SecureRandom(), new ArrayList<>()::add)) {
            NetworkSummary summary = network.summary();
            NetworkSummary.Https https = summary.https().orElseThrow();
            assertThat(https.authorityFile()).isEqualTo(folder.resolve("tls/ca.pem"));
            assertThat(Files.readString(summary.environmentFile()))
                    .contains("AWS_CA_BUNDLE='" + https.authorityFile() + "'", https.endpoint());
            NetworkStatus status =
                    StatusWiring.ask(new NetworkFolder(folder), Map.of(), InstantSource.system(), new SecureRandom());
            assertThat(status.secureEndpoint()).isEqualTo(https.endpoint());
            TrustManager[] trust = trusting(https.authorityFile());
            try (S3Client s3 = sync(summary, trust)) {
                s3.createBucket(request -> request.bucket("hill"));
                s3.putObject(request -> request.bucket("hill").key("one"), RequestBody.fromBytes(content));
                assertThat(s3.getObjectAsBytes(request -> request.bucket("hill").key("one"))
                                .asByteArray())
                        .isEqualTo(content);
            }
            try (S3AsyncClient s3 = http2(summary, trust)) {
                var puts = new ArrayList<CompletableFuture<PutObjectResponse>>();
                for (int i = 0; i < 8; i++) {
                    String key = "two/" + i;
                    puts.add(s3.putObject(
                            request -> request.bucket("hill").key(key), AsyncRequestBody.fromBytes(content)));
                }
                for (var put : puts) {
                    put.get(1, TimeUnit.MINUTES);
                }
                var gets = new ArrayList<CompletableFuture<ResponseBytes<GetObjectResponse>>>();
                for (int i = 0; i < 8; i++) {
                    String key = "two/" + i;
                    gets.add(s3.getObject(
                            request -> request.bucket("hill").key(key), AsyncResponseTransformer.toBytes()));
                }
                for (var get : gets) {
                    assertThat(get.get(1, TimeUnit.MINUTES).asByteArray()).isEqualTo(content);
                }
            }
        }
    }

    private static S3Client sync(NetworkSummary network, TrustManager[] trust) {
        return S3Client.builder()
                .endpointOverride(URI.create(network.https().orElseThrow().endpoint()))
                .region(Region.of(network.region()))
                .credentialsProvider(credentials(network))
                .httpClientBuilder(Apache5HttpClient.builder().tlsTrustManagersProvider(() -> trust))
                .forcePathStyle(true)
                .build();
    }

    private static S3AsyncClient http2(NetworkSummary network, TrustManager[] trust) {
        return S3AsyncClient.builder()
                .endpointOverride(URI.create(network.https().orElseThrow().endpoint()))
                .region(Region.of(network.region()))
                .credentialsProvider(credentials(network))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP2)
                        .protocolNegotiation(ProtocolNegotiation.ALPN)
                        .tlsTrustManagersProvider(() -> trust))
                .forcePathStyle(true)
                .build();
    }

    private static StaticCredentialsProvider credentials(NetworkSummary network) {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(network.accessKeyId(), network.secretAccessKey()));
    }

    private static TrustManager[] trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
    }
}
