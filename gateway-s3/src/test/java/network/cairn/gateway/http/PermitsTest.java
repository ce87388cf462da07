package network.cairn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that drop or stall give back what they held: the door has room for one request at a time, so that
/// the next is served only once it is free again.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PermitsTest {
    private static final int ROUNDS = 5;

    private final LinkedBlockingQueue<String> ended = new LinkedBlockingQueue<>();

    @TempDir
    Path folder;

    private TestDoor door;

    @BeforeEach
    void open() throws Exception {
        Duration moment = Duration.ofSeconds(2);
        door = new TestDoor(
                folder,
                DoorLimits.defaults()
                        .withRequestsMax(1)
                        .withTimeouts(Duration.ofMinutes(1), moment, Duration.ofMinutes(1)),
                Map.of(OperationName.PUT_OBJECT, this::put, OperationName.GET_OBJECT, this::get));
    }

    @AfterEach
    void close() {
        door.close();
    }

    private S3Response put(S3Request request) throws IOException {
        try {
            request.body().stream().readAllBytes();
            return S3Response.empty(200);
        } finally {
            ended.add("put");
        }
    }

    private S3Response get(S3Request request) {
        return S3Response.stream(200, 1L << 40, out -> {
            try {
                while (true) {
                    out.write(new byte[65536]);
                }
            } finally {
                ended.add("get");
            }
        });
    }

    private Socket connect(String scheme) throws Exception {
        Socket socket = scheme.equals("https")
                ? door.trusting()
                        .getSocketFactory()
                        .createSocket("127.0.0.1", door.door().httpsPort().orElseThrow())
                : new Socket(InetAddress.getLoopbackAddress(), door.door().port());
        socket.setSoTimeout(60_000);
        if (socket instanceof SSLSocket secure) {
            secure.startHandshake();
        }
        return socket;
    }

    private String head(String scheme, String method, String headers) {
        HttpRequest request = door.request(scheme, method, "/b/k", "").build();
        return method + " " + request.uri().getRawPath() + "?" + request.uri().getRawQuery() + " HTTP/1.1\r\nHost: "
                + door.host(scheme) + "\r\n" + headers + "\r\n";
    }

    /// Asks until the one permit is back.
    private void assertServesAgain() throws Exception {
        try (HttpClient client = door.client(HttpClient.Version.HTTP_1_1)) {
            int status;
            do {
                status = client.send(
                                door.request("http", "PUT", "/b/k", "")
                                        .PUT(HttpRequest.BodyPublishers.ofString("x"))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode();
            } while (status == 503);
            assertThat(status).isEqualTo(200);
        }
        ended.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void droppedInMidBody(String scheme) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (Socket socket = connect(scheme)) {
                socket.getOutputStream()
                        .write((head(scheme, "PUT", "Content-Length: 1000000\r\n") + "some")
                                .getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
            }
            assertThat(ended.poll(1, TimeUnit.MINUTES)).isEqualTo("put");
            assertServesAgain();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void droppedInMidResponse(String scheme) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            boolean served;
            do {
                // The permit of the request before comes back just after its answer.
                try (Socket socket = connect(scheme)) {
                    socket.getOutputStream().write(head(scheme, "GET", "").getBytes(StandardCharsets.UTF_8));
                    InputStream in = socket.getInputStream();
                    served = !new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 503");
                    if (served) {
                        assertThat(in.readNBytes(200_000)).hasSize(200_000);
                    }
                }
            } while (!served);
            assertThat(ended.poll(1, TimeUnit.MINUTES)).isEqualTo("get");
            assertServesAgain();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void takesNothingOfAResponse(String scheme) throws Exception {
        try (Socket socket = connect(scheme)) {
            socket.getOutputStream().write(head(scheme, "GET", "").getBytes(StandardCharsets.UTF_8));
            assertThat(ended.poll(1, TimeUnit.MINUTES)).isEqualTo("get");
            assertServesAgain();
        }
    }

    @Test
    void http2_streamCancelledInMidResponse() throws Exception {
        HttpClient client = door.client(HttpClient.Version.HTTP_2);
        for (int round = 0; round < ROUNDS; round++) {
            HttpResponse<InputStream> response;
            do {
                // The permit of the request before comes back just after its answer.
                response = client.send(door.request("https", "GET", "/b/k", "").build(), BodyHandlers.ofInputStream());
            } while (response.statusCode() == 503);
            assertThat(response.body().readNBytes(200_000)).hasSize(200_000);
            response.body().close();
            assertThat(ended.poll(1, TimeUnit.MINUTES)).isEqualTo("get");
            assertServesAgain();
        }
        client.shutdownNow();
    }

    @Test
    void http2_connectionDroppedInMidBodies() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            HttpClient client = door.client(HttpClient.Version.HTTP_2);
            var reading = new CountDownLatch(1);
            var put = client.sendAsync(
                    door.request("https", "PUT", "/b/k", "")
                            .PUT(HttpRequest.BodyPublishers.fromPublisher(
                                    subscriber -> {
                                        subscriber.onSubscribe(new Silent());
                                        reading.countDown();
                                    },
                                    1_000_000))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(reading.await(1, TimeUnit.MINUTES)).isTrue();
            client.shutdownNow();
            assertThat(put).failsWithin(Duration.ofMinutes(1));
            assertServesAgain();
        }
    }

    private static final class Silent implements Flow.Subscription {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
    }
}
