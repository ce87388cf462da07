package network.cairn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.auth.TestSigner;
import network.cairn.gateway.form.FormText;
import network.cairn.gateway.form.PostForm;
import network.cairn.gateway.form.SizeRange;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.Preflight;
import network.cairn.gateway.s3.ResponseHeaders;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What comes through the door beside signed requests, and what goes out with every answer.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DoorHooksTest {
    private final AtomicReference<Preflight.@Nullable Question> asked = new AtomicReference<>();
    private final AtomicReference<byte @Nullable []> stored = new AtomicReference<>();

    @TempDir
    Path folder;

    private TestDoor door;
    private HttpClient client;

    @BeforeEach
    void open() throws Exception {
        Preflight preflight = question -> {
            asked.set(question);
            if (question.method().equals("DELETE")) {
                return Preflight.none().answer(question);
            }
            return S3Response.empty(200).withHeader("Access-Control-Allow-Origin", question.origin());
        };
        ResponseHeaders further = (method, bucket, headers) -> {
            if ("bug".equals(bucket)) {
                throw new IllegalStateException("a bug");
            }
            return List.of(new S3Headers.Header(
                    "x-further",
                    method + " " + bucket + " " + headers.get("Origin").orElse("-")));
        };
        door = new TestDoor(
                folder,
                DoorLimits.defaults(),
                Map.of(
                        OperationName.PUT_OBJECT, this::put,
                        OperationName.GET_OBJECT,
                                request -> S3Response.empty(200)
                                        .withHeader("x-caller", request.caller().tenant()),
                        OperationName.POST_OBJECT, this::post),
                preflight,
                further);
        client = door.client(HttpClient.Version.HTTP_2);
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        door.close();
    }

    private S3Response put(S3Request request) throws S3Exception, IOException {
        if (request.requiredKey().equals("early")) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET);
        }
        stored.set(request.body().stream().readAllBytes());
        return S3Response.empty(200);
    }

    private S3Response post(S3Request request) throws S3Exception, IOException {
        PostForm form = PostForm.read(request.headers().get("Content-Type").orElse(""), request.body().stream());
        stored.set(form.file(SizeRange.ANY).readAllBytes());
        return S3Response.empty(204).withHeader("x-key", form.required("key"));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder unsigned(String scheme, String path) {
        return HttpRequest.newBuilder(URI.create(scheme + "://" + door.host(scheme) + path));
    }

    @ParameterizedTest
    @CsvSource({"http", "https"})
    void options_isAskedOfThePreflight(String scheme) throws Exception {
        HttpResponse<String> answer = send(unsigned(scheme, "/b/k%20l?acl")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://page.example")
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "content-type, x-amz-acl,,"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("https://page.example");
        assertThat(asked.get())
                .isEqualTo(new Preflight.Question(
                        "b", "k l", "https://page.example", "PUT", List.of("content-type", "x-amz-acl"), "/b/k%20l"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,PUT,400,BadRequest,Insufficient information. Origin request header needed.",
                "o,-,400,BadRequest,Invalid Access-Control-Request-Method: null",
                "o,PATCH,400,BadRequest,Invalid Access-Control-Request-Method: PATCH",
                "o,DELETE,403,AccessForbidden,CORSResponse: CORS is not enabled for this bucket."
            })
    void options_bad(String origin, String method, int status, String code, String message) throws Exception {
        HttpRequest.Builder request = unsigned("http", "/b").method("OPTIONS", BodyPublishers.noBody());
        if (origin != null) {
            request.header("Origin", origin);
        }
        if (method != null) {
            request.header("Access-Control-Request-Method", method);
        }
        HttpResponse<String> answer = send(request);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("<Code>" + code + "</Code>", message);
    }

    @Test
    void furtherHeaders_goOutWithEveryAnswer() throws Exception {
        HttpResponse<String> good =
                send(door.request("https", "GET", "/b/k", "").header("Origin", "o"));
        assertThat(good.headers().firstValue("x-further")).hasValue("GET b o");
        HttpResponse<String> notThere =
                send(door.request("https", "DELETE", "/b/k", "").DELETE());
        assertThat(notThere.statusCode()).isEqualTo(501);
        assertThat(notThere.headers().firstValue("x-further")).hasValue("DELETE b -");
        HttpResponse<String> unsigned = send(unsigned("http", "/b/k?X-Amz-Signature=1"));
        assertThat(unsigned.statusCode()).isEqualTo(400);
        assertThat(unsigned.headers().firstValue("x-further")).hasValue("GET b -");
        assertThat(send(door.request("http", "GET", "/bug/k", "")).statusCode()).isEqualTo(200);
    }

    @Test
    void unsignedRequest_comesAsNobodys() throws Exception {
        HttpResponse<String> answer = send(unsigned("https", "/b/k"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-caller")).hasValue("");
    }

    @ParameterizedTest
    @CsvSource({"http", "https"})
    void form_streamsThrough(String scheme) throws Exception {
        byte[] file = new byte[3_000_000];
        new Random(1).nextBytes(file);
        byte[] body = new FormText()
                .field("key", "up/${filename}")
                .file("a.bin", file)
                .field("submit", "Upload")
                .end();
        HttpResponse<String> answer = send(unsigned(scheme, "/b")
                .header("Content-Type", FormText.CONTENT_TYPE)
                .POST(BodyPublishers.ofByteArray(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(answer.headers().firstValue("x-key")).hasValue("up/a.bin");
        assertThat(stored.get()).isEqualTo(file);
        HttpResponse<String> other = send(unsigned(scheme, "/b").POST(BodyPublishers.ofString("a=b")));
        assertThat(other.statusCode()).isEqualTo(412);
        assertThat(other.body())
                .contains("<Condition>Bucket POST must be of the enclosure-type multipart/form-data</Condition>");
    }

    @ParameterizedTest
    @CsvSource({
        "http,STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "https,STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "http,STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "https,STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "http,STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "https,STREAMING-UNSIGNED-PAYLOAD-TRAILER"
    })
    void awsChunked_everyForm_andTheConnectionServesOn(String scheme, String mode) throws Exception {
        for (int size : new int[] {0, 11, 200_000}) {
            byte[] body = "hello world".repeat(size / 11 + 1).substring(0, size).getBytes(StandardCharsets.US_ASCII);
            assertThat(chunked(scheme, mode, "k", body, "").statusCode()).isEqualTo(200);
            assertThat(stored.get()).isEqualTo(body);
            HttpResponse<String> early = chunked(scheme, mode, "early", body, "");
            assertThat(early.statusCode()).isEqualTo(404);
            stored.set(null);
            if (size > 0) {
                HttpResponse<String> bad = chunked(scheme, mode, "k", body, "x");
                assertThat(bad.statusCode()).as(bad.body()).isIn(400, 403);
                assertThat(stored.get()).isNull();
            }
        }
    }

    /// @param damage put into the body in place of its first byte
    private HttpResponse<String> chunked(String scheme, String mode, String key, byte[] body, String damage)
            throws Exception {
        boolean trailer = mode.endsWith("TRAILER");
        var crc = new CRC32();
        crc.update(body);
        String sum = Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        String[] headers = {
            "Host",
            door.host(scheme),
            "x-amz-decoded-content-length",
            Integer.toString(body.length),
            "content-encoding",
            "aws-chunked",
            trailer ? "x-amz-trailer" : "x-ignored",
            trailer ? "x-amz-checksum-crc32" : "x"
        };
        SignedRequest signed = TestSigner.sign("PUT", "/b/" + key, "", TestDoor.NOW, mode, headers);
        String trailerLine = trailer ? "x-amz-checksum-crc32:" + sum : "";
        byte[] wire = mode.startsWith("STREAMING-UNSIGNED")
                ? unsignedChunks(body, trailerLine)
                : TestSigner.chunks(body, 65_536, TestDoor.NOW, signed, trailerLine);
        if (!damage.isEmpty()) {
            int at = new String(wire, StandardCharsets.ISO_8859_1).indexOf("hello");
            wire[at] = (byte) damage.charAt(0);
        }
        HttpRequest.Builder request = unsigned(scheme, "/b/" + key).PUT(BodyPublishers.ofByteArray(wire));
        for (S3Headers.Header header : signed.headers().all()) {
            if (!header.name().equalsIgnoreCase("Host")) {
                request.header(header.name(), header.value());
            }
        }
        return send(request);
    }

    private static byte[] unsignedChunks(byte[] body, String trailer) {
        var out = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; at += 65_536) {
            int count = Math.min(65_536, body.length - at);
            out.writeBytes((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body, at, count);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(("0\r\n" + trailer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }
}
