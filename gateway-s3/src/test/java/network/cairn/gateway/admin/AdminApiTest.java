package network.cairn.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private final AdminApi api = new AdminApi(
            world.identities, Optional.of(tenant -> usage.getOrDefault(tenant, new TenantUsage.Usage(0, 0, 0))));

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
    void users_madeListedGivenPoliciesDeleted() throws Exception {
        expect(201, "PUT", "tenants/hill", "");
        JsonNode made = expect(201, "PUT", "tenants/hill/users/ann", "{\"path\":\"/team/\"}");
        assertThat(made.path("arn").asText()).isEqualTo("arn:aws:iam::hill:user/team/ann");
        expect(409, "PUT", "tenants/hill/users/ANN", "");
        expect(201, "PUT", "tenants/hill/users/a%2Bb%40c", "");
        expect(200, "DELETE", "tenants/hill/users/a+b@c", "");
        expect(201, "PUT", "tenants/hill/users/Bob", "");
        Got page = ask("GET", "tenants/hill/users", "", "limit", "1");
        assertThat(page.json().path("users").findValuesAsText("user")).containsExactly("ann");
        assertThat(ask("GET", "tenants/hill/users", "", "after", "ann")
                        .json()
                        .path("users")
                        .findValuesAsText("user"))
                .containsExactly("Bob");

        expect(200, "PUT", "tenants/hill/users/ann/policies/all", TestIdentities.POLICY);
        expect(400, "PUT", "tenants/hill/users/ann/policies/none", "{}");
        String arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
        assertThat(ask("PUT", "tenants/hill/users/ann/attached-policies", "", "arn", arn)
                        .status())
                .isEqualTo(200);
        assertThat(ask("PUT", "tenants/hill/users/ann/attached-policies", "", "arn", "x")
                        .status())
                .isEqualTo(404);
        JsonNode grants = expect(200, "GET", "tenants/hill/users/ann/policies", "");
        assertThat(grants.path("policies").get(0).asText()).isEqualTo("all");
        assertThat(grants.path("attachedPolicies").get(0).asText()).isEqualTo(arn);
        assertThat(expect(200, "GET", "tenants/hill/users/ann/policies/all", "")
                        .path("document")
                        .asText())
                .isEqualTo(TestIdentities.POLICY);
        assertThat(ask("DELETE", "tenants/hill/users/ann/attached-policies", "", "arn", arn)
                        .status())
                .isEqualTo(200);
        expect(200, "DELETE", "tenants/hill/users/ann/policies/all", "");
        expect(404, "DELETE", "tenants/hill/users/ann/policies/all", "");

        String id = expect(201, "POST", "tenants/hill/users/ann/keys", "")
                .path("accessKeyId")
                .asText();
        assertThat(expect(200, "GET", "tenants/hill/users/ann", "").path("keys").asInt())
                .isOne();
        expect(404, "DELETE", "tenants/hill/keys/" + id, "");
        expect(200, "PATCH", "tenants/hill/users/ann/keys/" + id, "{\"active\":false}");
        expect(200, "DELETE", "tenants/hill/users/ann", "");
        expect(404, "GET", "tenants/hill/users/ann", "");
        expect(404, "GET", "tenants/hill/users/ann/keys", "");
        assertThat(world.identities.directory().keys()).isEmpty();
    }

    @Test
    void keys_ofAllHolders_listedInPagesAndReached() throws Exception {
        expect(201, "PUT", "tenants/hill", "");
        world.userKey("hill", world.user("hill", "ann"));
        IssuedKey root = world.rootKey("hill");
        expect(201, "POST", "operator-keys", "");
        Got first = ask("GET", "keys", "", "limit", "2");
        assertThat(first.json().path("keys")).hasSize(2);
        Got second = ask("GET", "keys", "", "after", first.json().path("next").asText());
        assertThat(second.json().path("keys")).hasSize(1);
        assertThat(second.json().path("keys").get(0).path("operator").asBoolean())
                .isTrue();
        assertThat(ask("GET", "keys", "", "after", "CAIRNNONE").status()).isEqualTo(400);
        assertThat(ask("GET", "keys", "", "tenant", "hill", "user", "ANN")
                        .json()
                        .path("keys"))
                .hasSize(1);
        assertThat(first.json().toString()).doesNotContain("secret");
        expect(200, "PATCH", "keys/" + root.id(), "{\"active\":false}");
        expect(200, "DELETE", "keys/" + root.id(), "");
        expect(404, "DELETE", "keys/" + root.id(), "");
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
                "GET|tenants/new/things||404",
                "GET|tenants/%zz||404",
                "POST|keys||405",
                "PATCH|keys/CAIRNNONE|{\"active\":true}|404",
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
