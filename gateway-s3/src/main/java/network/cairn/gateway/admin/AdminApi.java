package network.cairn.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Directory;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IssuedKey;
import network.cairn.gateway.identity.Tenant;
import network.cairn.gateway.s3.QueryParameters;

/// The operator's API: JSON under `/cairn/admin/v1/`. It takes a request by an operator, and knows nothing of
/// HTTP's wire and of signatures.
///
/// | request | what it does | |---|---| | `GET tenants?after=&limit=` | lists tenants by name | | `PUT
/// tenants/{tenant}` | makes a tenant, with the settings in the body if there is one | | `GET tenants/{tenant}` |
/// shows a tenant and what it stores | | `PATCH tenants/{tenant}` | changes the settings that are there:
/// `suspended`, `quota`, `rates` | | `DELETE tenants/{tenant}` | deletes a tenant that is suspended and has no
/// buckets | | `GET`, `POST tenants/{tenant}/keys` | lists the keys of its root; makes one, its secret shown this
/// once | | `PATCH`, `DELETE tenants/{tenant}/keys/{id}` | switches one on or off (`active`); withdraws it | | the
/// same under `operator-keys` | for the keys of this API |
public final class AdminApi {
    public static final String PREFIX = "/cairn/admin/v1/";

    /// The longest body that is read.
    public static final int BODY_BYTES_MAX = 64 * 1024;

    private static final int LIMIT_MAX = 1_000;
    private static final ObjectMapper JSON = mapper();

    private final Identities identities;
    private final TenantUsage usage;

    public AdminApi(Identities identities, TenantUsage usage) {
        this.identities = identities;
        this.usage = usage;
    }

    private static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(8).build());
        return mapper;
    }

    /// Answers a request of an operator; mistakes are answers too.
    ///
    /// @param path as sent, without the query; none of what it names needs escapes
    public AdminResponse answer(String method, String path, QueryParameters query, byte[] body) {
        try {
            if (!path.startsWith(PREFIX)) {
                throw notFound(path);
            }
            List<String> names = List.of(path.substring(PREFIX.length()).split("/", -1));
            return switch (names.getFirst()) {
                case "tenants" -> tenants(method, path, names.subList(1, names.size()), query, body);
                case "operator-keys" -> keys(method, path, names.subList(1, names.size()), IssuedKey.OPERATOR, body);
                default -> throw notFound(path);
            };
        } catch (AdminException e) {
            return error(e.status(), e.code(), String.valueOf(e.getMessage()));
        } catch (IdentityException e) {
            AdminException told = AdminException.of(e);
            return error(told.status(), told.code(), e.text());
        }
    }

    private static AdminException notFound(String path) {
        return new AdminException(404, "NotFound", "there is nothing at " + path);
    }

    private static AdminException notAllowed(String method, String path) {
        return new AdminException(405, "MethodNotAllowed", method + " is not possible on " + path);
    }

    private AdminResponse tenants(String method, String path, List<String> names, QueryParameters query, byte[] body)
            throws AdminException, IdentityException {
        if (names.isEmpty()) {
            if (!method.equals("GET")) {
                throw notAllowed(method, path);
            }
            return list(query);
        }
        String tenant = names.getFirst();
        if (names.size() > 1) {
            if (!names.get(1).equals("keys")) {
                throw notFound(path);
            }
            return keys(method, path, names.subList(2, names.size()), tenant, body);
        }
        return switch (method) {
            case "PUT" -> create(tenant, body);
            case "GET" -> show(tenant);
            case "PATCH" -> change(tenant, body);
            case "DELETE" -> delete(tenant);
            default -> throw notAllowed(method, path);
        };
    }

    private AdminResponse list(QueryParameters query) throws AdminException {
        String after = query.get("after", "");
        int limit = limit(query.get("limit", Integer.toString(LIMIT_MAX)));
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode tenants = page.putArray("tenants");
        String last = "";
        for (Account account : identities.directory().accounts().tailMap(after).values()) {
            if (account.name().equals(after)) {
                continue;
            }
            if (tenants.size() == limit) {
                page.put("next", last);
                break;
            }
            TenantSettings.write(tenants.addObject(), account.tenant());
            last = account.name();
        }
        return json(200, page);
    }

    private static int limit(String text) throws AdminException {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw AdminException.badRequest("limit must be a number from 1 to " + LIMIT_MAX);
    }

    private AdminResponse create(String name, byte[] body) throws AdminException, IdentityException {
        Tenant fresh = identities.issuer().tenant(name);
        Tenant tenant = body.length == 0 ? fresh : TenantSettings.apply(fresh, read(body));
        identities.change(directory -> directory.added(tenant));
        return json(201, shown(tenant));
    }

    private AdminResponse show(String name) throws IdentityException {
        Account account = identities.directory().account(name);
        ObjectNode node = shown(account.tenant());
        TenantUsage.Usage used = usage.of(name);
        node.putObject("usage")
                .put("buckets", used.buckets())
                .put("objects", used.objects())
                .put("bytes", used.bytes());
        node.putObject("identities")
                .put("users", account.users().size())
                .put("groups", account.groups().size())
                .put("roles", account.roles().size())
                .put("policies", account.policies().size());
        return json(200, node);
    }

    private AdminResponse change(String name, byte[] body) throws AdminException, IdentityException {
        JsonNode settings = read(body);
        // Checked once outside, so that what is wrong with the settings is told; applied to what is there then.
        TenantSettings.apply(identities.directory().account(name).tenant(), settings);
        Directory after = identities.change(directory -> {
            Account account = directory.account(name);
            try {
                return directory.changed(account.with(TenantSettings.apply(account.tenant(), settings)));
            } catch (AdminException e) {
                throw new IdentityException(IdentityException.Fault.VALIDATION, String.valueOf(e.getMessage()), e);
            }
        });
        return json(200, shown(after.account(name).tenant()));
    }

    private AdminResponse delete(String name) throws AdminException, IdentityException {
        Tenant tenant = identities.directory().account(name).tenant();
        if (!tenant.suspended()) {
            throw new AdminException(409, "Conflict", "tenant " + name + " must be suspended first");
        }
        long buckets = usage.of(name).buckets();
        if (buckets > 0) {
            throw new AdminException(
                    409, "Conflict", "tenant " + name + " has " + buckets + " buckets; delete them first");
        }
        identities.change(directory -> directory.withoutTenant(name));
        return deleted();
    }

    private AdminResponse keys(String method, String path, List<String> names, String tenant, byte[] body)
            throws AdminException, IdentityException {
        Holder holder = tenant.equals(IssuedKey.OPERATOR) ? new Holder.Operator() : new Holder.Root();
        Directory directory = identities.directory();
        if (holder instanceof Holder.Root) {
            directory.account(tenant);
        }
        if (names.isEmpty()) {
            return switch (method) {
                case "GET" -> {
                    ObjectNode node = JsonNodeFactory.instance.objectNode();
                    ArrayNode keys = node.putArray("keys");
                    directory.keysOf(tenant, holder).forEach(key -> keys.add(shown(key)));
                    yield json(200, node);
                }
                case "POST" -> {
                    IssuedKey key = identities.issuer().key(tenant, holder);
                    identities.change(current -> current.added(key));
                    yield json(201, shown(key).put("secretAccessKey", key.key().secret()));
                }
                default -> throw notAllowed(method, path);
            };
        }
        if (names.size() > 1) {
            throw notFound(path);
        }
        String id = names.getFirst();
        return switch (method) {
            case "PATCH" -> {
                JsonNode settings = read(body);
                if (!settings.isObject()
                        || settings.size() != 1
                        || !settings.path("active").isBoolean()) {
                    throw AdminException.badRequest("the body must be {\"active\":true} or {\"active\":false}");
                }
                boolean active = settings.path("active").booleanValue();
                Directory after = identities.change(current ->
                        current.withKeyActive(current.key(id, tenant, holder).id(), active));
                yield json(200, shown(after.key(id)));
            }
            case "DELETE" -> {
                identities.change(current ->
                        current.withoutKey(current.key(id, tenant, holder).id()));
                yield deleted();
            }
            default -> throw notAllowed(method, path);
        };
    }

    private static ObjectNode shown(Tenant tenant) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        TenantSettings.write(node, tenant);
        return node;
    }

    private static ObjectNode shown(IssuedKey key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("accessKeyId", key.id())
                .put("active", key.active())
                .put("createdAt", key.createdAt().toString());
    }

    private static JsonNode read(byte[] body) throws AdminException {
        try {
            JsonNode node = JSON.readTree(body);
            return node == null ? JsonNodeFactory.instance.missingNode() : node;
        } catch (JsonProcessingException e) {
            throw AdminException.badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw AdminException.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    private static AdminResponse deleted() {
        return json(200, JsonNodeFactory.instance.objectNode().put("deleted", true));
    }

    static AdminResponse error(int status, String code, String message) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putObject("error").put("code", code).put("message", message);
        return json(status, node);
    }

    private static AdminResponse json(int status, ObjectNode node) {
        try {
            return new AdminResponse(status, JSON.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plain JSON object could not be written", e);
        }
    }
}
