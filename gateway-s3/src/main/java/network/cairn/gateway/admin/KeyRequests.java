package network.cairn.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Predicate;
import java.util.stream.Stream;
import network.cairn.gateway.identity.Directory;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IssuedKey;
import network.cairn.gateway.s3.QueryParameters;

/// The part of the operator's API that is about access keys. A secret is in one answer only: the one to the request
/// that made it.
final class KeyRequests {
    private final Identities identities;

    KeyRequests(Identities identities) {
        this.identities = identities;
    }

    /// Requests about keys of all holders.
    AdminResponse answer(AdminRequest request) throws AdminException, IdentityException {
        if (request.ends()) {
            if (!request.method().equals("GET")) {
                throw request.notAllowed();
            }
            return list(request.query());
        }
        return one(request, key -> true);
    }

    AdminResponse ofOperator(AdminRequest request) throws AdminException, IdentityException {
        return of(IssuedKey.OPERATOR, new Holder.Operator(), request);
    }

    /// Requests about the keys of one holder, who is there.
    AdminResponse of(String tenant, Holder holder, AdminRequest request) throws AdminException, IdentityException {
        if (!request.ends()) {
            return one(
                    request, key -> key.tenant().equals(tenant) && key.holder().equals(holder));
        }
        return switch (request.method()) {
            case "GET" -> {
                Directory directory = identities.directory();
                ObjectNode node = AdminJson.object();
                ArrayNode keys = node.putArray("keys");
                directory.keysOf(tenant, holder).forEach(key -> keys.add(shown(directory, key)));
                yield AdminJson.answer(200, node);
            }
            case "POST" -> {
                IssuedKey key = identities.issuer().key(tenant, holder);
                Directory after = identities.change(directory -> directory.added(key));
                yield AdminJson.answer(
                        201, shown(after, key).put("secretAccessKey", key.key().secret()));
            }
            default -> throw request.notAllowed();
        };
    }

    private AdminResponse list(QueryParameters query) throws AdminException {
        Directory directory = identities.directory();
        Stream<IssuedKey> keys = directory.keys().values().stream();
        String after = query.get("after", "");
        if (!after.isEmpty()) {
            if (!directory.keys().containsKey(after)) {
                throw AdminException.badRequest("there is no access key " + after + " to go on after");
            }
            keys = keys.dropWhile(key -> !key.id().equals(after)).skip(1);
        }
        String tenant = query.get("tenant", "");
        String user = query.get("user", "");
        boolean operator = query.get("operator", "").equals("true");
        Predicate<IssuedKey> wanted = key -> (tenant.isEmpty() || key.tenant().equals(tenant))
                && (user.isEmpty()
                        || directory
                                .userName(key)
                                .filter(user::equalsIgnoreCase)
                                .isPresent())
                && (!operator || key.holder() instanceof Holder.Operator);
        return AdminJson.page("keys", query, keys.filter(wanted), IssuedKey::id, key -> shown(directory, key));
    }

    /// A request about one key, if the holder that it names has it.
    private AdminResponse one(AdminRequest request, Predicate<IssuedKey> held)
            throws AdminException, IdentityException {
        if (!request.rest().ends()) {
            throw request.notFound();
        }
        String id = request.name();
        return switch (request.method()) {
            case "PATCH" -> {
                boolean active = active(request.json());
                Directory after = identities.change(
                        current -> current.withKeyActive(key(current, id, held).id(), active));
                yield AdminJson.answer(200, shown(after, after.key(id)));
            }
            case "DELETE" -> {
                identities.change(
                        current -> current.withoutKey(key(current, id, held).id()));
                yield AdminJson.deleted();
            }
            default -> throw request.notAllowed();
        };
    }

    private static IssuedKey key(Directory directory, String id, Predicate<IssuedKey> held) throws IdentityException {
        IssuedKey key = directory.keys().get(id);
        if (key == null || !held.test(key)) {
            throw new IdentityException(IdentityException.Fault.NO_SUCH_ENTITY, "there is no access key " + id);
        }
        return key;
    }

    private static boolean active(JsonNode settings) throws AdminException {
        if (!settings.isObject()
                || settings.size() != 1
                || !settings.path("active").isBoolean()) {
            throw AdminException.badRequest("the body must be {\"active\":true} or {\"active\":false}");
        }
        return settings.path("active").booleanValue();
    }

    private static ObjectNode shown(Directory directory, IssuedKey key) {
        ObjectNode node = AdminJson.object().put("accessKeyId", key.id());
        switch (key.holder()) {
            case Holder.Operator _ -> node.put("operator", true);
            case Holder.Root _ -> node.put("tenant", key.tenant());
            case Holder.OfUser(String userId) ->
                node.put("tenant", key.tenant())
                        .put("user", directory.userName(key).orElse(userId));
        }
        return node.put("active", key.active()).put("createdAt", key.createdAt().toString());
    }
}
