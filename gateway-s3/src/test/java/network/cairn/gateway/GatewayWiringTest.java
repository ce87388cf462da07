package network.cairn.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.identity.Identity;
import network.cairn.gateway.admin.http.AdminAddress;
import network.cairn.gateway.kms.KeyServiceSettings;
import network.cairn.gateway.metadata.PostgresCluster;
import network.cairn.gateway.metadata.PostgresSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class GatewayWiringTest {
    private final SecureRandom random = new SecureRandom();
    private final Identity identity = Identity.generate(random);
    private final MasterKey key = MasterKey.generate(random);
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private RunningGateway start(int port) throws IOException, InterruptedException {
        var config = GatewayConfig.of("127.0.0.1", port, folder.resolve("gateway" + port), Scheme.parse("4/5/6/6"));
        return GatewayWiring.start(config, identity, key, List.of(), InstantSource.system(), random, vertx);
    }

    @Test
    void start_unsignedRequest_accessDeniedAsXml() throws Exception {
        try (RunningGateway gateway = start(0);
                HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/"))
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains("<Code>AccessDenied</Code>");
        }
    }

    @Test
    void start_withAdmin_operatorsApiListensOnItsOwnPort() throws Exception {
        var config = GatewayConfig.of("127.0.0.1", 0, folder.resolve("gateway0"), Scheme.parse("4/5/6/6"))
                .withAdmin(new AdminAddress("127.0.0.1", 0));
        try (RunningGateway gateway =
                        GatewayWiring.start(config, identity, key, List.of(), InstantSource.system(), random, vertx);
                HttpClient client = HttpClient.newHttpClient()) {
            int port = gateway.adminPort().orElseThrow();
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/cairn/admin/v1/tenants"))
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        }
        try (RunningGateway gateway = start(0)) {
            assertThat(gateway.adminPort()).isEmpty();
        }
    }

    @Test
    void start_afterClose_sameFolderOpensAgain() throws Exception {
        start(0).close();
        start(0).close();
    }

    @Test
    void start_twoWithOneIdentityOnOneDatabase_bothServe() throws Exception {
        PostgresSettings database = PostgresCluster.require().emptySchema();
        try (RunningGateway one = start("one", database);
                RunningGateway other = start("other", database);
                HttpClient client = HttpClient.newHttpClient()) {
            for (RunningGateway gateway : List.of(one, other)) {
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/bucket"))
                        .build();
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .as("nobody may see a bucket that is not there, which the metadata were asked for")
                        .contains("<Code>");
            }
        }
        start("one", database).close();
    }

    @Test
    void start_otherKeystoreOnTheSameDatabase_clearError() throws Exception {
        PostgresSettings database = PostgresCluster.require().emptySchema();
        start("one", database).close();
        var config = GatewayConfig.of("127.0.0.1", 0, folder.resolve("other"), Scheme.parse("4/5/6/6"))
                .withDatabase(database);
        Identity stranger = Identity.generate(random);
        assertThatThrownBy(() ->
                        GatewayWiring.start(config, stranger, key, List.of(), InstantSource.system(), random, vertx))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(identity.id().toString())
                .hasMessageContaining("the same keystore");
        assertThatThrownBy(() -> GatewayWiring.start(
                        config, identity, MasterKey.generate(random), List.of(), InstantSource.system(), random, vertx))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another master key");
        start("one", database).close();
    }

    @Test
    void request_databaseAway_serviceUnavailableUntilItIsBack() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.own();
                HttpClient client = HttpClient.newHttpClient()) {
            PostgresSettings any = cluster.emptySchema();
            var database = new PostgresSettings(
                    any.url(),
                    any.user(),
                    any.password(),
                    PostgresSettings.CONNECTIONS_MIN,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    PostgresSettings.WRITER_TIMEOUT_DEFAULT);
            try (RunningGateway gateway = start("one", database)) {
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/bucket"))
                        .build();
                String before = client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body();
                assertThat(before).contains("<Code>").doesNotContain("ServiceUnavailable");
                cluster.crash();
                HttpResponse<String> away = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(away.statusCode()).isEqualTo(503);
                assertThat(away.body()).contains("<Code>ServiceUnavailable</Code>");
                assertThat(away.headers().firstValue("Retry-After")).isPresent();
                cluster.startAgain();
                HttpResponse<String> back = client.send(request, HttpResponse.BodyHandlers.ofString());
                while (back.statusCode() == 503) {
                    back = client.send(request, HttpResponse.BodyHandlers.ofString());
                }
                assertThat(back.body()).isNotEmpty();
            }
        }
    }

    @Test
    void start_databaseNotReached_clearError() {
        var nowhere = PostgresSettings.of("jdbc:postgresql://127.0.0.1:1/cairn", Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> start("one", nowhere))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:1");
    }

    private RunningGateway start(String name, PostgresSettings database) throws IOException, InterruptedException {
        var config = GatewayConfig.of("127.0.0.1", 0, folder.resolve(name), Scheme.parse("4/5/6/6"))
                .withDatabase(database);
        return GatewayWiring.start(config, identity, key, List.of(), InstantSource.system(), random, vertx);
    }

    @Test
    void start_portInUse_clearErrorAndNothingStaysOpen() throws Exception {
        try (RunningGateway first = start(0)) {
            int port = first.port();
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> start(port))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(Integer.toString(port))
                        .hasMessageNotContaining("LOCK");
            }
        }
    }

    @Test
    void start_keyServiceWithoutAToken_clearErrorAndNothingStaysOpen() throws Exception {
        var local = GatewayConfig.of("127.0.0.1", 0, folder.resolve("gateway0"), Scheme.parse("4/5/6/6"));
        var vault = new KeyServiceSettings.Vault(
                URI.create("https://127.0.0.1:1"),
                folder.resolve("no-token"),
                "transit",
                Optional.empty(),
                Duration.ofSeconds(1));
        var config = local.withKeyService(vault);
        assertThatThrownBy(() ->
                        GatewayWiring.start(config, identity, key, List.of(), InstantSource.system(), random, vertx))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-token: the key service's token cannot be read");
        start(0).close();
        assertThat(folder.resolve("gateway0/key-ring")).doesNotExist();
    }
}
