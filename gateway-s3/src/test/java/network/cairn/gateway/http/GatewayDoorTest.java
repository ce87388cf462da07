package network.cairn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.gateway.auth.SigV4Authenticator;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.auth.TestSigner;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.Preflight;
import network.cairn.gateway.s3.RequestObserver;
import network.cairn.gateway.s3.ResponseHeaders;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.s3.S3Router;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GatewayDoorTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final byte[] BIG = big();

    private final AtomicReference<@Nullable S3Request> seen = new AtomicReference<>();
    private final AtomicReference<byte @Nullable []> stored = new AtomicReference<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private Vertx vertx = Vertx.vertx();
    private @Nullable GatewayDoor door;

    private static byte[] big() {
        byte[] bytes = new byte[5_000_003];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private final BlockingQueue<RequestObserver.Ended> ended = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws Exception {
        open(DoorLimits.defaults());
    }

    private void open(DoorLimits limits) throws Exception {
        if (door != null) {
            door.close();
        }
        Map<OperationName, Operation> operations = Map.of(
                OperationName.PUT_OBJECT, this::put,
                OperationName.GET_OBJECT, this::get,
                OperationName.HEAD_OBJECT, this::get,
                OperationName.DELETE_OBJECT, this::block,
                OperationName.HEAD_BUCKET,
                        request -> {
                            throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET)
                                    .with("BucketName", request.requiredBucket());
                        },
                OperationName.CREATE_BUCKET,
                        request -> {
                            seen.set(request);
                            return S3Response.empty(200).withHeader("Location", "/" + request.requiredBucket());
                        },
                OperationName.LIST_BUCKETS,
                        request -> {
                            throw new IllegalStateException("a bug");
                        });
        door = new GatewayDoor(
                vertx,
                new DoorConfig("127.0.0.1", 0, Optional.empty(), List.of("s3.example.org"), 2, limits),
                new SigV4Authenticator(TestSigner.KEYS, "us-east-1"),
                new S3Router(operations),
                Optional.empty(),
                Preflight.none(),
                ResponseHeaders.none(),
                ended::add,
                InstantSource.fixed(NOW),
                new Random(5));
        door.start();
    }

    @AfterEach
    void close() throws Exception {
        leave.countDown();
        if (door != null) {
            door.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    private S3Response put(S3Request request) throws S3Exception, IOException {
        seen.set(request);
        if (request.requiredKey().equals("refused")) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET);
        }
        stored.set(request.body().stream().readAllBytes());
        return S3Response.empty(200).withHeader("ETag", "\"tag\"");
    }

    private S3Response get(S3Request request) {
        seen.set(request);
        return switch (request.requiredKey()) {
            case "short" -> S3Response.stream(200, 1_000_000, out -> out.write(new byte[500_000]));
            case "broken" ->
                S3Response.stream(200, 1_000_000, out -> {
                    out.write(new byte[500_000]);
                    throw new IOException("nodes are gone");
                });
            case "early" ->
                S3Response.stream(200, 10, out -> {
                    throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE);
                });
            case "empty" -> S3Response.stream(200, 0, out -> {});
            default ->
                S3Response.stream(200, BIG.length, out -> {
                            for (int at = 0; at < BIG.length; at += 70_001) {
                                out.write(BIG, at, Math.min(70_001, BIG.length - at));
                            }
                        })
                        .withHeader("x-amz-meta-name", "grüße");
        };
    }

    private S3Response block(S3Request request) throws InterruptedException {
        seen.set(request);
        entered.countDown();
        try {
            leave.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
        return S3Response.empty(204);
    }

    @Test
    void requests_onBuckets_areObservedOnceEachHasEnded() throws Exception {
        exchange(head("GET", "/bucket/empty", "", UNSIGNED));
        RequestObserver.Ended read = Objects.requireNonNull(ended.poll(1, TimeUnit.MINUTES));
        assertThat(read.subject().bucket()).isEqualTo("bucket");
        assertThat(read.subject().key()).isEqualTo("empty");
        assertThat(read.subject().request()).isNotNull();
        assertThat(read.errorCode()).isNull();
        assertThat(read.uri()).isEqualTo("/bucket/empty");
        assertThat(read.protocol()).isEqualTo("HTTP/1.1");
        exchange("GET /bucket/early HTTP/1.1\r\nHost: " + host() + "\r\nAuthorization: nonsense\r\n\r\n");
        RequestObserver.Ended refused = Objects.requireNonNull(ended.poll(1, TimeUnit.MINUTES));
        assertThat(refused.subject().request()).isNull();
        assertThat(refused.errorCode()).isNotNull();
        assertThat(refused.bytesSent()).isPositive();
        exchange(head("GET", "/", "", UNSIGNED));
        assertThat(ended).isEmpty();
    }

    private GatewayDoor door() {
        assertThat(door).isNotNull();
        return Objects.requireNonNull(door);
    }

    private String host() {
        return "127.0.0.1:" + door().port();
    }

    private String head(String method, String path, String query, String payload, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Host";
        all[headers.length + 1] = host();
        return head(TestSigner.sign(method, path, query, NOW, payload, all));
    }

    private static String head(SignedRequest signed) {
        StringBuilder text = new StringBuilder(signed.method() + " " + signed.rawPath()
                + (signed.rawQuery().isEmpty() ? "" : "?" + signed.rawQuery()) + " HTTP/1.1\r\n");
        for (S3Headers.Header header : signed.headers().all()) {
            text.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    /// Sends that and reads until the door closes the connection or the answer is whole.
    private String exchange(String head, byte... body) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(body);
            return response(socket, head.startsWith("HEAD"));
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door().port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static String response(Socket socket, boolean headOnly) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String head = null;
        while (true) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            out.write(b);
            if (head == null && out.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
                head = out.toString(StandardCharsets.UTF_8);
                int length = headOnly || head.startsWith("HTTP/1.1 100") ? 0 : length(head);
                out.writeBytes(in.readNBytes(length));
                break;
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int length(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    private static void assertError(String response, int status, String code) {
        assertThat(response).containsPattern("^HTTP/1.[01] " + status + " ").contains("<Code>" + code + "</Code>");
        assertThat(response).contains("<RequestId>").contains("<HostId>").contains("application/xml");
    }

    @Test
    void put_andGet_throughAHttpClient() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI base = URI.create("http://" + host() + "/bucket/a/key?");
            String put = TestSigner.presign("PUT", "/bucket/a/key", host(), NOW, 60);
            HttpResponse<String> putAnswer = client.send(
                    HttpRequest.newBuilder(URI.create(base + put))
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(BIG))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(putAnswer.statusCode()).as(putAnswer.body()).isEqualTo(200);
            assertThat(stored.get()).isEqualTo(BIG);
            String get = TestSigner.presign("GET", "/bucket/a/key", host(), NOW, 60);
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(base + get)).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.body()).isEqualTo(BIG);
            assertThat(answer.headers().firstValue("server")).hasValue("Cairn");
            assertThat(answer.headers().firstValue("x-amz-request-id")).isPresent();
            assertThat(answer.headers().firstValue("date")).hasValue("Fri, 2 Jan 2026 03:04:05 GMT");
        }
    }

    @Test
    void put_signedChunks() throws Exception {
        byte[] body = Arrays.copyOf(BIG, 300_001);
        SignedRequest signed = TestSigner.sign(
                "PUT",
                "/bucket/key",
                "",
                NOW,
                "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                "Host",
                host(),
                "x-amz-decoded-content-length",
                "300001",
                "Transfer-Encoding",
                "chunked");
        byte[] wire = TestSigner.chunks(body, 65536, NOW, signed, "");
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        for (int at = 0; at < wire.length; at += 7777) {
            int count = Math.min(7777, wire.length - at);
            framed.writeBytes((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            framed.write(wire, at, count);
            framed.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        framed.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(exchange(head(signed), framed.toByteArray())).startsWith("HTTP/1.1 200 ");
        assertThat(stored.get()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /bucket/a+b                | a+b
            /bucket/a%2Bb%20c          | a+b c
            /bucket/a//b               | a//b
            /bucket//a                 | /a
            /bucket/../x/./y           | ../x/./y
            /bucket/a%2Fb              | a/b
            /bucket/%e2%82%ac          | €
            """)
    void key_isTakenLiterally(String path, String key) throws Exception {
        assertThat(exchange(head("PUT", path, "", UNSIGNED, "Content-Length", "0")))
                .startsWith("HTTP/1.1 200 ");
        S3Request request = Objects.requireNonNull(seen.get());
        assertThat(request.bucket()).isEqualTo("bucket");
        assertThat(request.key()).isEqualTo(key);
    }

    @Test
    void bucket_fromTheHost() throws Exception {
        SignedRequest signed = TestSigner.sign(
                "PUT", "/a/key", "", NOW, UNSIGNED, "Host", "My.Bucket.S3.example.org:9000", "Content-Length", "0");
        assertThat(exchange(head(signed))).startsWith("HTTP/1.1 200 ");
        S3Request request = Objects.requireNonNull(seen.get());
        assertThat(request.bucket()).isEqualTo("my.bucket");
        assertThat(request.key()).isEqualTo("a/key");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/b/%zz,'',400,InvalidURI",
        "GET,/b/%ff%fe,'',400,InvalidURI",
        "GET,/b/%4,'',400,InvalidURI",
        "GET,//k,'',400,InvalidBucketName",
        "GET,/b/k,prefix=%f,400,InvalidURI",
        "GET,/b/LONG,'',400,KeyTooLongError",
        "PATCH,/b/k,'',405,MethodNotAllowed",
        "POST,/b/k,'',405,MethodNotAllowed",
        "DELETE,/b/k,acl,405,MethodNotAllowed",
        "GET,/b/k,tagging,501,NotImplemented",
        "GET,/b,'',501,NotImplemented",
        "PUT,/b/k,partNumber=1,400,InvalidArgument",
        "PUT,/b/k,'',411,MissingContentLength",
        "GET,/,'',500,InternalError"
    })
    void request_bad(String method, String path, String query, int status, String code) throws Exception {
        String sent = path.replace("LONG", "é".repeat(512) + "x").replace("é", "%C3%A9");
        String head;
        try {
            head = head(method, sent, query, UNSIGNED);
        } catch (IllegalArgumentException e) {
            head = method + " " + sent + (query.isEmpty() ? "" : "?" + query) + " HTTP/1.1\r\nHost: " + host()
                    + "\r\n\r\n";
        }
        assertError(exchange(head), status, code);
        assertThat(stored.get()).isNull();
    }

    @Test
    void request_withoutSignature_comesAsNobodys() throws Exception {
        assertThat(exchange("GET /b/k HTTP/1.1\r\nHost: h\r\n\r\n")).startsWith("HTTP/1.1 200");
    }

    @Test
    void request_unreadable_refused() throws Exception {
        assertError(exchange("GET /b/k HTTP/1.1\r\n\r\n"), 400, "BadRequest");
        assertError(
                exchange("GET /b/k HTTP/1.1\r\nHost: h\r\nx: " + "y".repeat(40_000) + "\r\n\r\n"),
                400,
                "RequestHeaderSectionTooLarge");
        assertError(exchange("GET /" + "y".repeat(40_000) + " HTTP/1.1\r\nHost: h\r\n\r\n"), 414, "URITooLong");
    }

    @Test
    void put_bodyNotAsPromised_storesNothing() throws Exception {
        byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
        String other = TestSigner.sha256("other".getBytes(StandardCharsets.UTF_8));
        assertError(
                exchange(head("PUT", "/b/k", "", other, "Content-Length", "5"), body),
                400,
                "XAmzContentSHA256Mismatch");
        assertError(exchange(head("PUT", "/b/k", "", other, "Content-Length", "0")), 400, "XAmzContentSHA256Mismatch");
        assertError(
                exchange(
                        head(
                                "PUT",
                                "/b/k",
                                "",
                                UNSIGNED,
                                "Content-Length",
                                "5",
                                "Content-MD5",
                                "XrY7u+Ae7tCTyyK7j1rNww=="),
                        body),
                400,
                "BadDigest");
        assertError(
                exchange(
                        head("PUT", "/b/k", "", UNSIGNED, "Transfer-Encoding", "chunked"),
                        "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                501,
                "NotImplemented");
        assertError(
                exchange(head("PUT", "/b/k", "", UNSIGNED, "Content-Length", "5368709121"), body),
                400,
                "EntityTooLarge");
        assertThat(stored.get()).isNull();
    }

    @Test
    void put_refused_isReadToItsEndSoThatTheClientSeesWhy() throws Exception {
        String head = head("PUT", "/b/refused", "", UNSIGNED, "Content-Length", Integer.toString(BIG.length));
        String answer = exchange(head, BIG);
        assertError(answer, 404, "NoSuchBucket");
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("connection: close");
    }

    @Test
    void put_expectContinue_isToldOnlyOnceTheRequestIsGood() throws Exception {
        try (Socket socket = connect()) {
            String[] headers = {"Content-Length", "5", "Expect", "100-continue"};
            socket.getOutputStream()
                    .write(head("PUT", "/b/k", "", UNSIGNED, headers).getBytes(StandardCharsets.UTF_8));
            assertThat(response(socket, false)).startsWith("HTTP/1.1 100 ");
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
            assertThat(response(socket, false)).startsWith("HTTP/1.1 200 ");
            socket.getOutputStream()
                    .write(head("PUT", "/b/refused", "", UNSIGNED, headers).getBytes(StandardCharsets.UTF_8));
            assertError(response(socket, false), 404, "NoSuchBucket");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void put_expectContinueOfNothing_isToldToGoOn() throws Exception {
        try (Socket socket = connect()) {
            String[] headers = {"Content-Length", "0", "Expect", "100-continue"};
            socket.getOutputStream()
                    .write(head("PUT", "/b/k", "", UNSIGNED, headers).getBytes(StandardCharsets.UTF_8));
            assertThat(response(socket, false)).startsWith("HTTP/1.1 100 ");
            assertThat(response(socket, false)).startsWith("HTTP/1.1 200 ");
            socket.getOutputStream()
                    .write(head("PUT", "/b/refused", "", UNSIGNED, headers).getBytes(StandardCharsets.UTF_8));
            assertThat(response(socket, false)).startsWith("HTTP/1.1 100 ");
            assertError(response(socket, false), 404, "NoSuchBucket");
        }
    }

    @Test
    void connection_isKeptForFurtherRequests() throws Exception {
        try (Socket socket = connect()) {
            for (int i = 0; i < 3; i++) {
                String put = head("PUT", "/b/k" + i, "", UNSIGNED, "Content-Length", "5") + "hello";
                String get = head("GET", "/b/early", "", UNSIGNED);
                String empty = head("GET", "/b/empty", "", UNSIGNED);
                socket.getOutputStream().write((put + get + empty).getBytes(StandardCharsets.UTF_8));
                assertThat(response(socket, false)).startsWith("HTTP/1.1 200 ");
                assertError(response(socket, false), 503, "ServiceUnavailable");
                assertThat(response(socket, false)).startsWith("HTTP/1.1 200 ").contains("ontent-Length: 0");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"short", "broken"})
    void get_brokenOff_isNeverAWholeResponse(String key) throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(head("GET", "/b/" + key, "", UNSIGNED).getBytes(StandardCharsets.UTF_8));
            byte[] all = socket.getInputStream().readAllBytes();
            assertThat(new String(all, 0, 400, StandardCharsets.UTF_8)).contains("ontent-Length: 1000000");
            assertThat(all.length).isLessThan(1_000_000);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void head_hasNoBody() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head("HEAD", "/b/k", "", UNSIGNED).getBytes(StandardCharsets.UTF_8));
            assertThat(response(socket, true))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("ontent-Length: " + BIG.length)
                    .contains("x-amz-meta-name: grüße");
            socket.getOutputStream().write(head("HEAD", "/b", "", UNSIGNED).getBytes(StandardCharsets.UTF_8));
            assertThat(response(socket, true)).startsWith("HTTP/1.1 404 ").doesNotContain("Code");
            socket.getOutputStream().write(head("GET", "/b/empty", "", UNSIGNED).getBytes(StandardCharsets.UTF_8));
            assertThat(response(socket, true)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void clientGone_interruptsTheOperation() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head("DELETE", "/b/k", "", UNSIGNED).getBytes(StandardCharsets.UTF_8));
            assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void tooManyRequests_areToldToSlowDown() throws Exception {
        open(DoorLimits.defaults().withRequestsMax(1));
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head("DELETE", "/b/k", "", UNSIGNED).getBytes(StandardCharsets.UTF_8));
            assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
            assertError(exchange(head("GET", "/b/empty", "", UNSIGNED)), 503, "SlowDown");
            leave.countDown();
            assertThat(response(socket, false)).startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void clientThatStalls_isCutOff() throws Exception {
        Duration moment = Duration.ofMillis(200);
        open(DoorLimits.defaults().withTimeouts(moment, moment, moment));
        assertError(
                exchange(head("PUT", "/b/k", "", UNSIGNED, "Content-Length", "5"), (byte) 'h'), 400, "RequestTimeout");
        try (Socket socket = connect()) {
            socket.getOutputStream().write("GET / HTT".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void start_portInUse() {
        // Vert.x shares a port among its own servers, so the second door needs another Vert.x.
        Vertx other = Vertx.vertx();
        try {
            assertThatThrownBy(() -> new GatewayDoor(
                                    other,
                                    DoorConfig.of("127.0.0.1", door().port()),
                                    new SigV4Authenticator(TestSigner.KEYS, "us-east-1"),
                                    new S3Router(Map.of()),
                                    Optional.empty(),
                                    Preflight.none(),
                                    ResponseHeaders.none(),
                                    RequestObserver.NONE,
                                    InstantSource.fixed(NOW),
                                    new Random(5))
                            .start())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + door().port());
        } finally {
            other.close();
        }
    }
}
