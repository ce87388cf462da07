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
