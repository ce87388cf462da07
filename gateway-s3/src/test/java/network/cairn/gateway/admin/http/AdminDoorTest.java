package network.cairn.gateway.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import network.cairn.gateway.admin.AdminApi;
import network.cairn.gateway.admin.AdminDesk;
import network.cairn.gateway.admin.TenantUsage;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.auth.TestSigner;
import network.cairn.gateway.identity.IssuedKey;
import network.cairn.gateway.identity.TestIdentities;
import network.cairn.gateway.s3.S3Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class AdminDoorTest {
    private final TestIdentities world = new TestIdentities();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // set before each test
    private AdminDoor door;

    @SuppressWarnings("NullAway.Init") // set before each test
    private IssuedKey key;

    @BeforeEach
    void open() throws Exception {
        key = world.issuer().operatorKey();
        world.identities.change(directory -> directory.added(key));
        var api = new AdminApi(world.identities, Optional.of(tenant -> new TenantUsage.Usage(0, 0, 0)));
        door = AdminDoor.open(
                vertx,
                new AdminAddress("127.0.0.1", 0),
                new AdminDesk(world.identities, "us-east-1", api),
                world.clock,
                Optional.empty());
    }

    @AfterEach
    void close() throws Exception {
        door.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
        client.close();
    }

    private HttpResponse<String> send(IssuedKey with, String service, String method, String path, String body)
            throws Exception {
        SignedRequest signed = TestSigner.signFor(
                service,
                with.id(),
                with.key().secret(),
                method,
                path,
                "",
                world.clock.instant(),
                TestSigner.sha256(body.getBytes(StandardCharsets.UTF_8)),
                "Host",
                "127.0.0.1:" + door.port());
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        for (S3Headers.Header header : signed.headers().all()) {
            if (!header.name().equals("Host")) {
                request.header(header.name(), header.value());
            }
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void operator_makesATenant() throws Exception {
        HttpResponse<String> made =
                send(key, "cairn", "PUT", "/cairn/admin/v1/tenants/hill", "{\"quota\":{\"objectsMax\":7}}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(made.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(world.identities.directory().account("hill").tenant().quota().objectsMax())
                .hasValue(7);
        assertThat(send(key, "cairn", "GET", "/cairn/admin/v1/tenants", "").body())
                .contains("\"hill\"");
    }

    @Test
    void others_areRefused() throws Exception {
        world.tenant("alice");
        IssuedKey root = world.rootKey("alice");
        String path = "/cairn/admin/v1/tenants";
        assertThat(send(root, "cairn", "GET", path, "").statusCode()).isEqualTo(403);
        assertThat(send(key, "s3", "GET", path, "").statusCode()).isEqualTo(400);
        HttpResponse<String> unsigned = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(unsigned.statusCode()).isEqualTo(403);
        assertThat(unsigned.body()).contains("\"AccessDenied\"");
        world.identities.change(directory -> directory.withKeyActive(key.id(), false));
        assertThat(send(key, "cairn", "GET", path, "").body()).contains("InvalidAccessKeyId");
    }

    @Test
    void body_tooLarge_isRefused() throws Exception {
        HttpResponse<String> answer =
                send(key, "cairn", "PUT", "/cairn/admin/v1/tenants/hill", "x".repeat(AdminApi.BODY_BYTES_MAX + 1));
        assertThat(answer.statusCode()).isEqualTo(413);
    }
}
