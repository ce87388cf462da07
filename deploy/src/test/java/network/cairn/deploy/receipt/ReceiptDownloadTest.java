package network.cairn.deploy.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import network.cairn.client.receipt.DurabilityReceipt;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.s3.AccessKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A gateway that answers whatever it likes.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class ReceiptDownloadTest {
    private static final ObjectName BIG = ObjectName.parse("s3://hill/50% of+it");

    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        ended.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpHandler handler) {
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private byte[] receipt(Duration timeout) throws CommandFailure, InterruptedException {
        var access = new S3Access(endpoint(), new AccessKey("key", "secret", ""), "hill-1");
        try (var download =
                new ReceiptDownload(access, timeout, InstantSource.fixed(Instant.parse("2030-01-31T12:00:00Z")))) {
            return download.receipt(BIG, 64, 5);
        }
    }

    private CommandFailure failure(Duration timeout) {
        return catchThrowableOfType(CommandFailure.class, () -> receipt(timeout));
    }

    private CommandFailure failure() {
        return failure(Duration.ofSeconds(30));
    }

    @Test
    void receipt_isAskedForWithASignature() throws Exception {
        List<String> seen = new ArrayList<>();
        answer(exchange -> {
            seen.add(exchange.getRequestURI().getRawPath());
            seen.add(exchange.getRequestURI().getRawQuery());
            seen.add(exchange.getRequestHeaders().getFirst("Host"));
            seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
            send(exchange, 200, "bytes");
        });

        assertThat(receipt(Duration.ofSeconds(30))).asString().isEqualTo("bytes");
        assertThat(seen)
                .startsWith(
                        "/hill/50%25%20of%2Bit",
                        "cairn-receipt&from-epoch=5&segment=64", endpoint().getAuthority());
        assertThat(seen.getLast()).startsWith("AWS4-HMAC-SHA256 Credential=key/20300131/hill-1/s3/aws4_request,");
    }

    @Test
    void receipt_errorDocument_isOneHarmlessLine() {
        answer(exchange -> send(
                exchange,
                404,
                "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>It is\nnot there.</Message></Error>"));

        assertThat(failure())
                .hasMessage("\"s3://hill/50% of+it\": NoSuchKey: It is\\u000anot there.")
                .extracting(CommandFailure::exit)
                .isEqualTo(Exit.UNAVAILABLE);
    }

    @Test
    void receipt_ofWhatIsOnNoNode_isNothingToVerify() {
        answer(exchange ->
                send(exchange, 400, "<Error><Code>InvalidRequest</Code><Message>It is kept inline.</Message></Error>"));

        assertThat(failure())
                .hasMessage("\"s3://hill/50% of+it\": there is nothing to verify: It is kept inline.")
                .extracting(CommandFailure::exit)
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void receipt_wrongKey_isAMatterOfConfiguration() {
        answer(exchange ->
                send(exchange, 403, "<Error><Code>SignatureDoesNotMatch</Code><Message>No.</Message></Error>"));

        assertThat(failure()).extracting(CommandFailure::exit).isEqualTo(Exit.CONFIG);
    }

    @Test
    void receipt_errorWithoutADocument() {
        answer(exchange -> send(exchange, 502, "<!DOCTYPE html><html>"));

        assertThat(failure())
                .hasMessageContaining(endpoint() + " answers 502 without saying why")
                .extracting(CommandFailure::exit)
                .isEqualTo(Exit.UNAVAILABLE);
    }

    @Test
    void receipt_longerThanAny_isNotReadOn() {
        answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[1 << 20];
            try {
                for (int i = 0; i <= DurabilityReceipt.ENCODED_BYTES_MAX / block.length; i++) {
                    exchange.getResponseBody().write(block);
                }
            } catch (IOException _) {
                // The client has hung up.
            }
        });

        assertThat(failure())
                .hasMessageContaining("body exceeds capacity: 16777216")
                .extracting(CommandFailure::exit)
                .isEqualTo(Exit.UNAVAILABLE);
    }

    @Test
    void receipt_bodyThatDoesNotEnd_isNotWaitedFor() {
        answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            try {
                ended.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(failure(Duration.ofSeconds(1)))
                .hasMessage(endpoint() + ": did not answer within 1 s")
                .extracting(CommandFailure::exit)
                .isEqualTo(Exit.UNAVAILABLE);
    }

    @Test
    void receipt_nobodyThere() {
        server.stop(0);

        assertThat(failure())
                .hasMessage(endpoint() + ": cannot be reached; does the gateway run?")
                .extracting(CommandFailure::exit)
                .isEqualTo(Exit.UNAVAILABLE);
    }
}
