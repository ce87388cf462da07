package network.cairn.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import network.cairn.gateway.identity.IssuedKey;
import network.cairn.gateway.identity.TestIdentities;
import network.cairn.gateway.s3.QueryParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminApiTest {
    private final TestIdentities world = new TestIdentities();
    private final Map<String, TenantUsage.Usage> usage = new HashMap<>();
    private final AdminApi api =
            new AdminApi(world.identities, tenant -> usage.getOrDefault(tenant, new TenantUsage.Usage(0, 0, 0)));

    private record Got(int status, JsonNode json) {}

    private Got ask(String method, String path, String body, String... query) throws Exception {
        AdminResponse response = api.answer(
                method, "/cairn/admin/v1/" + path, QueryParameters.of(query), body.getBytes(StandardCharsets.UTF_8));
        return new Got(response.status(), new ObjectMapper().readTree(response.json()));
    }

    private JsonNode expect(int status, String method, String path, String body) throws Exception {
        Got got = ask(method, path, body);
        assertThat(got.status()).as(got.json().toString()).isEqualTo(status);
        return got.json();
    }

    @Test
    void tenant_createdShownChangedDeleted() throws Exception {
        JsonNode created = expect(201, "PUT", "tenants/hill", "{\"quota\":{\"bytesMax\":1000}}");
        assertThat(created.path("name").asText()).isEqualTo("hill");
        assertThat(created.path("suspended").asBoolean()).isFalse();
        assertThat(created.path("quota").path("bytesMax").asLong()).isEqualTo(1_000);
        assertThat(created.path("quota").path("objectsMax").isNull()).isTrue();
        assertThat(created.toString()).doesNotContainIgnoringCase("secret");
        expect(409, "PUT", "tenants/hill", "");

        JsonNode changed = expect(
                200,
                "PATCH",
                "tenants/hill",
                "{\"suspended\":true,\"quota\":{\"bytesMax\":null,\"objectsMax\":5},\"rates\":{\"requestsPerSecond\":9}}");
        assertThat(changed.path("suspended").asBoolean()).isTrue();
        assertThat(changed.path("quota").path("bytesMax").isNull()).isTrue();
        assertThat(changed.path("quota").path("objectsMax").asLong()).isEqualTo(5);
        assertThat(changed.path("rates").path("requestsPerSecond").asLong()).isEqualTo(9);
        expect(200, "PATCH", "tenants/hill", "{\"rates\":{\"bytesPerSecond\":7}}");
        usage.put("hill", new TenantUsage.Usage(2, 3, 4));
        JsonNode shown = expect(200, "GET", "tenants/hill", "");
        assertThat(shown.path("rates").path("requestsPerSecond").asLong()).isEqualTo(9);
        assertThat(shown.path("rates").path("bytesPerSecond").asLong()).isEqualTo(7);
        assertThat(shown.path("usage").path("bytes").asLong()).isEqualTo(4);

        expect(409, "DELETE", "tenants/hill", "");
        usage.clear();
        expect(200, "PATCH", "tenants/hill", "{\"suspended\":false}");
        expect(409, "DELETE", "tenants/hill", "");
        expect(200, "PATCH", "tenants/hill", "{\"suspended\":true}");
        expect(200, "DELETE", "tenants/hill", "");
        expect(404, "GET", "tenants/hill", "");
        expect(404, "DELETE", "tenants/hill", "");
        expect(404, "PATCH", "tenants/hill", "{}");
    }

    @Test
    void tenants_listedInPages() throws Exception {
        for (String name : new String[] {"c", "a", "b"}) {
            expect(201, "PUT", "tenants/" + name, "");
        }
        Got first = ask("GET", "tenants", "", "limit", "2");
        assertThat(first.json().path("tenants").findValuesAsText("name")).containsExactly("a", "b");
        assertThat(first.json().path("next").asText()).isEqualTo("b");
        Got second = ask("GET", "tenants", "", "limit", "2", "after", "b");
        assertThat(second.json().path("tenants").findValuesAsText("name")).containsExactly("c");
        assertThat(second.json().has("next")).isFalse();
        assertThat(ask("GET", "tenants", "", "limit", "0").status()).isEqualTo(400);
        assertThat(ask("GET", "tenants", "", "limit", "x").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenants/hill/keys", "operator-keys"})
    void keys_madeListedSwitchedOffWithdrawn(String path) throws Exception {
        expect(201, "PUT", "tenants/hill", "");
        JsonNode made = expect(201, "POST", path, "");
        String id = made.path("accessKeyId").asText();
        assertThat(made.path("secretAccessKey").asText()).hasSize(40);
        JsonNode listed = expect(200, "GET", path, "");
        assertThat(listed.path("keys").findValuesAsText("accessKeyId")).containsExactly(id);
        assertThat(listed.toString()).doesNotContain("secret");
        assertThat(expect(200, "PATCH", path + "/" + id, "{\"active\":false}")
                        .path("active")
                        .asBoolean(true))
                .isFalse();
        assertThat(Objects.requireNonNull(world.identities.directory().keys().get(id))
                        .active())
                .isFalse();
        expect(400, "PATCH", path + "/" + id, "{\"active\":1}");
        expect(400, "PATCH", path + "/" + id, "{\"active\":true,\"x\":1}");
        expect(200, "DELETE", path + "/" + id, "");
        expect(404, "DELETE", path + "/" + id, "");
    }

    @Test
    void keys_ofUsersAndOtherTenants_areNotReached() throws Exception {
        expect(201, "PUT", "tenants/hill", "");
        expect(201, "PUT", "tenants/dale", "");
        IssuedKey ofUser = world.userKey("hill", world.user("hill", "ann"));
        IssuedKey ofDale = world.rootKey("dale");
        expect(404, "DELETE", "tenants/hill/keys/" + ofUser.id(), "");
        expect(404, "DELETE", "tenants/hill/keys/" + ofDale.id(), "");
        expect(404, "DELETE", "operator-keys/" + ofDale.id(), "");
        expect(404, "GET", "tenants/nobody/keys", "");
        assertThat(world.identities.directory().keys()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "PUT|tenants/Hill||400",
                "PUT|tenants/@operator||400",
                "PUT|tenants/||400",
                "PUT|tenants/new|[]|400",
                "PUT|tenants/new|{|400",
                "PUT|tenants/new|{\"quota\":1}|400",
                "PUT|tenants/new|{\"quota\":{\"bytesMax\":-1}}|400",
                "PUT|tenants/new|{\"quota\":{\"bytesMax\":1.5}}|400",
                "PUT|tenants/new|{\"quota\":{\"bytesMax\":99999999999999999999}}|400",
                "PUT|tenants/new|{\"quota\":{\"bytes\":1}}|400",
                "PUT|tenants/new|{\"rates\":{\"requestsPerSecond\":0}}|400",
                "PUT|tenants/new|{\"suspended\":\"yes\"}|400",
                "PUT|tenants/new|{\"suspended\":true,\"suspended\":false}|400",
                "PUT|tenants/new|{\"name\":\"x\"}|400",
                "PUT|tenants/new|{} {}|400",
                "PATCH|tenants/none|{}|404",
                "POST|tenants||405",
                "POST|tenants/new||405",
                "PUT|operator-keys||405",
                "GET|tenants/new/users||404",
                "GET|tenants/new/keys/a/b||404",
                "GET|nothing||404",
            })
    void request_thatCannotBe_isRefusedAndChangesNothing(String method, String path, String body, int status)
            throws Exception {
        JsonNode error = expect(status, method, path, body == null ? "" : body);
        assertThat(error.path("error").path("code").asText()).isNotEmpty();
        assertThat(error.path("error").path("message").asText()).isNotEmpty();
        assertThat(world.identities.directory().accounts()).isEmpty();
    }

    @Test
    void request_elsewhere_isNotFound() {
        assertThat(api.answer("GET", "/cairn/admin/v2/tenants", QueryParameters.none(), new byte[0])
                        .status())
                .isEqualTo(404);
    }
}
