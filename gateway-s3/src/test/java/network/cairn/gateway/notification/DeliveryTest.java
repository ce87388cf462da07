package network.cairn.gateway.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import network.cairn.gateway.metadata.OutboxEntry;
import network.cairn.gateway.tls.CertificateFiles;
import network.cairn.gateway.tls.LocalCertificate;
import network.cairn.gateway.tls.ServerCertificate;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Deliveries over real connections.
final class DeliveryTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static OutboxEntry entry(String key, String message) {
        return new OutboxEntry(
                "target",
                new OutboxEntry.Id(1, 1),
                "bucket",
                key,
                Instant.EPOCH,
                message.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpServer server() throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    }

    private static TargetSettings.Webhook webhook(HttpServer server, Duration timeout) {
        return new TargetSettings.Webhook(
                "hook",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/events"),
                Optional.of("secret"),
                Optional.empty(),
                timeout);
    }

    @Test
    void webhook_deliver_postsTheMessageWithItsToken() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        HttpServer server = server();
        server.createContext("/events", exchange -> {
            got.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try (var delivery = WebhookDelivery.open(webhook(server, TIMEOUT))) {
            delivery.deliver(entry("key", "{}"));
        } finally {
            server.stop(0);
        }
        assertThat(got).containsExactly("POST Bearer secret application/json {}");
    }

    @Test
    void webhook_refusalsRedirectsAndSilence_areFailures() throws Exception {
        var silent = new CountDownLatch(1);
        HttpServer server = server();
        server.createContext("/events", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (body.equals("silence")) {
                try {
                    silent.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(Integer.parseInt(body), -1);
            exchange.close();
        });
        server.setExecutor(Runnable::run);
        server.start();
        TargetSettings.Webhook settings = webhook(server, TIMEOUT);
        assertThat(settings.toString()).doesNotContain("secret");
        try (var delivery = WebhookDelivery.open(settings)) {
            for (String status : List.of("302", "400", "503")) {
                assertThatThrownBy(() -> delivery.deliver(entry("key", status)))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(status);
            }
            try (var impatient = WebhookDelivery.open(webhook(server, Duration.ofMillis(500)))) {
                assertThatThrownBy(() -> impatient.deliver(entry("key", "silence")))
                        .isInstanceOf(IOException.class);
            }
        } finally {
            silent.countDown();
            server.stop(0);
        }
        try (var delivery = WebhookDelivery.open(settings)) {
            assertThatThrownBy(() -> delivery.deliver(entry("key", "204"))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void webhook_overTls_isTrustedByTheAuthorityGivenAlone(@TempDir Path folder) throws Exception {
        var files = new CertificateFiles(folder.resolve("server.pem"), folder.resolve("server.key"));
        Path authority = folder.resolve("ca.pem");
        var certificate = LocalCertificate.make(List.of("127.0.0.1"), Instant.now(), new SecureRandom());
        certificate.write(files);
        certificate.writeAuthority(authority);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(ServerCertificate.read(files).keyManagers().getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        List<String> got = new CopyOnWriteArrayList<>();
        server.createContext("/", exchange -> {
            got.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
        try (var trusting = WebhookDelivery.open(
                        new TargetSettings.Webhook("hook", url, Optional.empty(), Optional.of(authority), TIMEOUT));
                var other = WebhookDelivery.open(
                        new TargetSettings.Webhook("hook", url, Optional.empty(), Optional.empty(), TIMEOUT))) {
            trusting.deliver(entry("key", "one"));
            assertThatThrownBy(() -> other.deliver(entry("key", "two"))).isInstanceOf(IOException.class);
        } finally {
            server.stop(0);
        }
        assertThat(got).containsExactly("one");
        assertThatThrownBy(() -> WebhookDelivery.open(new TargetSettings.Webhook(
                        "hook", url, Optional.empty(), Optional.of(folder.resolve("nothing.pem")), TIMEOUT)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void kafka_deliver_isKeyedByTheObjectAndWaitsForAllReplicas() throws Exception {
        try (var broker = new TestBroker();
                var delivery = new KafkaDelivery(kafka(broker.address(), TIMEOUT))) {
            delivery.deliver(entry("a/b", "one"));
            delivery.deliver(entry("c", "two"));
            assertThat(broker.taken)
                    .containsExactly(
                            new TestBroker.Message("bucket/a/b", "one"), new TestBroker.Message("bucket/c", "two"));
            assertThat(broker.acks).isEqualTo((short) -1);
        }
    }

    @Test
    void kafka_refusalOrNoBroker_isAFailure() throws Exception {
        String address;
        try (var broker = new TestBroker()) {
            address = broker.address();
            broker.answer = Errors.TOPIC_AUTHORIZATION_FAILED;
            try (var delivery = new KafkaDelivery(kafka(address, TIMEOUT))) {
                assertThatThrownBy(() -> delivery.deliver(entry("key", "message")))
                        .isInstanceOf(IOException.class);
                broker.answer = Errors.NONE;
                delivery.deliver(entry("key", "again"));
                assertThat(broker.taken).containsExactly(new TestBroker.Message("bucket/key", "again"));
            }
        }
        try (var delivery = new KafkaDelivery(kafka(address, Duration.ofMillis(500)))) {
            assertThatThrownBy(() -> delivery.deliver(entry("key", "message"))).isInstanceOf(IOException.class);
        }
    }

    private static TargetSettings.Kafka kafka(String address, Duration timeout) {
        return new TargetSettings.Kafka("topic", List.of(address), TestBroker.TOPIC, Map.of(), timeout);
    }

    @Test
    void settings_thatCannotBe_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TargetSettings.Webhook(
                        "hook", URI.create("ftp://example.org/"), Optional.empty(), Optional.empty(), TIMEOUT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TargetSettings.Webhook(
                        "hook",
                        URI.create("https://example.org/"),
                        Optional.of("a\r\nHost: b"),
                        Optional.empty(),
                        TIMEOUT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TargetSettings.Kafka("topic", List.of(), "events", Map.of(), TIMEOUT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TargetSettings.Kafka("topic", List.of("a:1"), "a b", Map.of(), TIMEOUT));
    }
}
