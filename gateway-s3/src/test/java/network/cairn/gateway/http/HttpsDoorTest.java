package network.cairn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTPS, and HTTP/2 over it, through the JDK's client. The door takes one connection at a time, so that what a
/// test asks over HTTP/2 goes over the same.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HttpsDoorTest {
    private static final byte[] BIG = big();

    private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
    private final Map<String, String> schemes = new ConcurrentHashMap<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @TempDir
    Path folder;

    private TestDoor door;
    private HttpClient client;

    private static byte[] big() {
        byte[] bytes = new byte[3_000_003];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void open() throws Exception {
        open(DoorLimits.defaults().withConnectionsMax(1));
    }

    private void reopen(DoorLimits limits) throws Exception {
        client.shutdownNow();
        door.close();
        open(limits);
    }

    private void open(DoorLimits limits) throws Exception {
        Map<OperationName, Operation> operations = new HashMap<>();
        operations.put(OperationName.PUT_OBJECT, this::put);
        operations.put(OperationName.GET_OBJECT, this::get);
        operations.put(OperationName.HEAD_OBJECT, this::get);
        operations.put(OperationName.DELETE_OBJECT, this::block);
        door = new TestDoor(folder, limits, operations);
        client = door.client(HttpClient.Version.HTTP_2);
    }

    @AfterEach
    void close() throws Exception {
        leave.countDown();
        client.shutdownNow();
        door.close();
    }

    private S3Response put(S3Request request) throws S3Exception, IOException, InterruptedException {
        String key = request.requiredKey();
        schemes.put(key, request.scheme());
        switch (key) {
            case "refused" -> throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET);
            case "stalled" -> block(request);
            default -> stored.put(key, request.body().stream().readAllBytes());
        }
        return S3Response.empty(200).withHeader("ETag", "\"tag\"");
    }

    private S3Response get(S3Request request) {
        return switch (request.requiredKey()) {
            case "broken" ->
                S3Response.stream(200, 1_000_000, out -> {
                    out.write(new byte[500_000]);
                    throw new IOException("nodes are gone");
                });
            case "missing" -> S3Response.empty(404);
            default ->
                S3Response.stream(200, BIG.length, out -> {
                            for (int at = 0; at < BIG.length; at += 70_001) {
                                out.write(BIG, at, Math.min(70_001, BIG.length - at));
                            }
                        })
                        .withHeader("x-amz-meta-name", "grüße\r\nx-injected: 1");
        };
    }

    private S3Response block(S3Request request) throws InterruptedException {
        schemes.put(request.requiredKey(), request.scheme());
        entered.countDown();
        try {
            leave.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
        return S3Response.empty(204);
    }

    private HttpResponse<byte[]> get(String key) throws Exception {
        return client.send(door.request("https", "GET", "/b/" + key, "").build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<String> put(String key, byte[] body) throws Exception {
        return client.send(
                door.request("https", "PUT", "/b/" + key, "")
                        .PUT(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void putAndGet_eitherVersion(HttpClient.Version version) throws Exception {
        client.shutdownNow();
        client = door.client(version);
        HttpResponse<String> answer = put("k", BIG);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(version);
        assertThat(stored.get("k")).isEqualTo(BIG);
        assertThat(schemes.get("k")).isEqualTo("https");
        HttpResponse<byte[]> got = get("k");
        assertThat(got.body()).isEqualTo(BIG);
        assertThat(got.headers().firstValue("connection")).isEmpty();
        assertThat(got.headers().firstValue("x-injected")).isEmpty();
        assertThat(got.headers().firstValue("server")).hasValue("Cairn");
    }

    @Test
    void scheme_isTheListeners() throws Exception {
        HttpResponse<String> answer = client.send(
                door.request("http", "PUT", "/b/k", "")
                        .PUT(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(schemes.get("k")).isEqualTo("http");
    }

    @Test
    void http2_error_isTheDocument_andAnyBodyIsTakenIn() throws Exception {
        HttpResponse<String> refused = put("refused", BIG);
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("<Code>NoSuchBucket</Code>");
        assertThat(put("refused", new byte[10]).statusCode()).isEqualTo(404);
        HttpResponse<byte[]> head =
                client.send(door.request("https", "HEAD", "/b/k", "").HEAD().build(), BodyHandlers.ofByteArray());
        assertThat(head.headers().firstValue("content-length")).hasValue(Integer.toString(BIG.length));
        assertThat(head.headers().firstValue("x-amz-meta-name").orElse("")).startsWith("grÃ¼Ã\u009fe  x");
        assertThat(get("missing").statusCode()).isEqualTo(404);
    }

    @Test
    void http2_bodyWithoutLength_needsOne() throws Exception {
        HttpResponse<String> answer = client.send(
                door.request("https", "PUT", "/b/k", "")
                        .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[100_000])))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(501);
        HttpResponse<String> empty = client.send(
                door.request("https", "PUT", "/b/k", "")
                        .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[0])))
                        .build(),
                BodyHandlers.ofString());
        assertThat(empty.statusCode()).isEqualTo(411);
        assertThat(stored).isEmpty();
    }

    @Test
    void http2_expectContinue_isToldOnlyOnceTheRequestIsGood() throws Exception {
        for (String key : List.of("k", "refused")) {
            HttpResponse<String> answer = client.send(
                    door.request("https", "PUT", "/b/" + key, "")
                            .expectContinue(true)
                            .PUT(BodyPublishers.ofByteArray(BIG))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(key.equals("k") ? 200 : 404);
        }
        assertThat(stored.get("k")).isEqualTo(BIG);
    }

    @Test
    void http2_brokenOff_endsOneStreamAlone() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> blocked = client.sendAsync(
                door.request("https", "DELETE", "/b/k", "").DELETE().build(), BodyHandlers.ofByteArray());
        assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
        assertThatThrownBy(() -> get("broken")).isInstanceOf(IOException.class);
        leave.countDown();
        assertThat(blocked.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(204);
        assertThat(get("k").body()).isEqualTo(BIG);
    }

    @Test
    void http2_clientCancels_interruptsTheOperationAlone() throws Exception {
        get("k");
        CompletableFuture<HttpResponse<byte[]>> blocked = client.sendAsync(
                door.request("https", "DELETE", "/b/k", "").DELETE().build(), BodyHandlers.ofByteArray());
        assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
        blocked.cancel(true);
        assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(get("k").body()).isEqualTo(BIG);
    }

    @Test
    void http2_manyStreams_eachWhole() throws Exception {
        get("k");
        List<CompletableFuture<HttpResponse<byte[]>>> gets = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> puts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            gets.add(client.sendAsync(door.request("https", "GET", "/b/k", "").build(), BodyHandlers.ofByteArray()));
            puts.add(client.sendAsync(
                    door.request("https", "PUT", "/b/k" + i, "")
                            .PUT(BodyPublishers.ofByteArray(BIG))
                            .build(),
                    BodyHandlers.ofString()));
        }
        for (var get : gets) {
            assertThat(get.get(1, TimeUnit.MINUTES).body()).isEqualTo(BIG);
        }
        for (var put : puts) {
            assertThat(put.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
        }
        assertThat(stored)
                .hasSize(20)
                .allSatisfy((key, body) -> assertThat(body).isEqualTo(BIG));
    }

    @Test
    void http2_bodyNobodyReads_stopsNoOther() throws Exception {
        CompletableFuture<HttpResponse<String>> stalled = client.sendAsync(
                door.request("https", "PUT", "/b/stalled", "")
                        .PUT(BodyPublishers.ofByteArray(BIG))
                        .build(),
                BodyHandlers.ofString());
        assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(put("k", BIG).statusCode()).isEqualTo(200);
        leave.countDown();
        assertThat(stalled.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
    }

    @Test
    void http2_headerTooLarge() throws Exception {
        HttpResponse<String> answer = client.send(
                door.request("https", "GET", "/b/k", "")
                        .header("x-long", "y".repeat(60_000))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(431);
        HttpResponse<String> uri = client.send(
                door.request("https", "GET", "/b/k", "x=" + "y".repeat(20_000)).build(), BodyHandlers.ofString());
        assertThat(uri.statusCode()).isEqualTo(414);
        assertThat(uri.body()).contains("<Code>URITooLong</Code>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void handshake_supportedVersions(String version) throws Exception {
        assertThat(session(version).getProtocol()).isEqualTo(version);
    }

    @Test
    void handshake_oldVersion_isRefused() {
        assertThatThrownBy(() -> session("TLSv1.1")).isInstanceOf(SSLHandshakeException.class);
    }

    private SSLSession session(String version) throws Exception {
        try (SSLSocket socket = (SSLSocket) door.trusting()
                .getSocketFactory()
                .createSocket("127.0.0.1", door.door().httpsPort().orElseThrow())) {
            socket.setSoTimeout(60_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return socket.getSession();
        }
    }

    @Test
    void certificate_renewed_newConnectionsSeeIt_oldOnesGoOn() throws Exception {
        reopen(DoorLimits.defaults());
        assertThat(get("k").body()).isEqualTo(BIG);
        var before = session("TLSv1.3").getPeerCertificates();
        door.certify();
        door.door().renewCertificate();
        assertThat(get("k").body()).as("the same connection").isEqualTo(BIG);
        var after = session("TLSv1.3").getPeerCertificates();
        assertThat(after[0]).isNotEqualTo(before[0]);
        door.door().renewCertificate();
        assertThat(session("TLSv1.3").getPeerCertificates()[0]).isEqualTo(after[0]);
    }

    @Test
    void certificate_filesThatDoNotFit_leaveTheOldOne() throws Exception {
        var before = session("TLSv1.3").getPeerCertificates();
        Files.writeString(door.files.keyFile(), "nonsense");
        assertThatThrownBy(() -> door.door().renewCertificate())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("server.key");
        assertThat(session("TLSv1.3").getPeerCertificates()[0]).isEqualTo(before[0]);
    }

    @Test
    void http2_clientThatStalls_isToldSo() throws Exception {
        Duration moment = Duration.ofMillis(200);
        reopen(DoorLimits.defaults().withTimeouts(moment, moment, Duration.ofMinutes(1)));
        HttpResponse<String> answer = client.send(
                door.request("https", "PUT", "/b/k", "")
                        .PUT(BodyPublishers.fromPublisher(
                                subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                                    @Override
                                    public void request(long count) {}

                                    @Override
                                    public void cancel() {}
                                }),
                                5))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).contains("<Code>RequestTimeout</Code>");
        assertThat(get("k").statusCode()).isEqualTo(200);
    }
}
