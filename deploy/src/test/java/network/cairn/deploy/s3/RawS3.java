package network.cairn.deploy.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/// Requests that no client makes, and answers as they are on the wire.
///
/// Signed by the SDK's own signer, unless a request is to be anonymous or signed wrongly.
final class RawS3 {
    /// What HTTP/1.1 or the client itself sets.
    private static final Set<String> FORBIDDEN = Set.of("host", "content-length", "expect", "connection");

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    private final Access access;
    private final SdkHttpRequest.Builder request;
    private final Set<String> unsigned = new TreeSet<>();
    private byte[] body = new byte[0];
    private byte @Nullable [] sentBody;
    private long declaredLengthBytes = -1;
    private Clock clock = Clock.systemUTC();
    private boolean isSigned = true;

    private RawS3(Access access, String method, String path) {
        this.access = access;
        this.request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(access.endpoint())
                .encodedPath(path);
    }

    /// @param path percent-encoded, with its leading slash
    static RawS3 request(String method, String path) {
        return new RawS3(SharedNetwork.get().owner(), method, path);
    }

    static RawS3 requestAs(Access access, String method, String path) {
        return new RawS3(access, method, path);
    }

    RawS3 query(String name, String value) {
        request.appendRawQueryParameter(name, value);
        return this;
    }

    RawS3 header(String name, String value) {
        request.appendHeader(name, value);
        return this;
    }

    /// Adds a header after the request was signed.
    RawS3 unsignedHeader(String name, String value) {
        unsigned.add(name + ":" + value);
        return this;
    }

    RawS3 body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    RawS3 body(byte[] bytes) {
        body = bytes.clone();
        return this;
    }

    /// Sends other bytes than those signed.
    RawS3 sentBody(String text) {
        sentBody = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /// Says that so much follows, and waits for the answer before sending any of it.
    RawS3 declaredLength(long lengthBytes) {
        declaredLengthBytes = lengthBytes;
        return this;
    }

    /// Signs as if it were that time.
    RawS3 at(Clock time) {
        clock = time;
        return this;
    }

    RawS3 anonymous() {
        isSigned = false;
        return this;
    }

    Answer send() throws IOException, InterruptedException {
        SdkHttpRequest signed = request.build();
        if (isSigned) {
            signed = AwsV4HttpSigner.create()
                    .sign(sign -> sign.identity(access.credentials())
                            .request(request.build())
                            .payload(() -> new ByteArrayInputStream(body))
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                            .putProperty(AwsV4HttpSigner.REGION_NAME, access.region())
                            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                            .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                    .request();
        }
        return send(signed);
    }

    private Answer send(SdkHttpRequest signed) throws IOException, InterruptedException {
        String query = signed.encodedQueryParameters().map(text -> "?" + text).orElse("");
        var sent = HttpRequest.newBuilder(URI.create(access.endpoint() + signed.encodedPath() + query))
                .timeout(Duration.ofMinutes(1))
                .method(signed.method().name(), publisher());
        if (declaredLengthBytes >= 0) {
            sent.expectContinue(true);
        }
        signed.forEachHeader((name, values) -> {
            if (!FORBIDDEN.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> sent.header(name, value));
            }
        });
        unsigned.forEach(line -> sent.header(line.split(":", 2)[0], line.split(":", 2)[1]));
        return new Answer(HTTP.send(sent.build(), HttpResponse.BodyHandlers.ofByteArray()));
    }

    private HttpRequest.BodyPublisher publisher() {
        if (declaredLengthBytes >= 0) {
            return HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofInputStream(InputStream::nullInputStream), declaredLengthBytes);
        }
        byte[] bytes = sentBody == null ? body : sentBody;
        return bytes.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(bytes);
    }

    /// Fetches a presigned URL, or any other, without signing.
    static Answer fetch(String method, URI url, byte[] body, String... headers)
            throws IOException, InterruptedException {
        var sent = HttpRequest.newBuilder(url)
                .timeout(Duration.ofMinutes(1))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            sent.headers(headers);
        }
        return new Answer(HTTP.send(sent.build(), HttpResponse.BodyHandlers.ofByteArray()));
    }

    /// What came back.
    record Answer(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        /// The value of a header, or an empty text.
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /// The text of the first element of that name, or an empty text.
        String element(String name) {
            Matcher matcher = Pattern.compile("<" + name + "(?: [^>]*)?>([^<]*)</" + name + ">")
                    .matcher(text());
            return matcher.find() ? matcher.group(1) : "";
        }

        /// Status and error code, such as `404 NoSuchKey`.
        String refusal() {
            return status() + " " + element("Code");
        }

        @Override
        public String toString() {
            return status() + " " + response.headers().map() + " " + text();
        }
    }
}
