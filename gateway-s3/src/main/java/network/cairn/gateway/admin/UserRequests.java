package network.cairn.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Arns;
import network.cairn.gateway.identity.Directory;
import network.cairn.gateway.identity.Grants;
import network.cairn.gateway.identity.Group;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IdentityLimits;
import network.cairn.gateway.identity.User;
import network.cairn.gateway.identity.api.PolicyPermissions;

/// The part of the operator's API that is about the users of a tenant and what they may do.
final class UserRequests {
    private final Identities identities;
    private final KeyRequests keys;

    UserRequests(Identities identities, KeyRequests keys) {
        this.identities = identities;
        this.keys = keys;
    }

    /// @param tenant whose users they are, if it is there
    AdminResponse answer(String tenant, AdminRequest request) throws AdminException, IdentityException {
        if (request.ends()) {
            if (!request.method().equals("GET")) {
                throw request.notAllowed();
            }
            return list(tenant, request);
        }
        String name = request.name();
        AdminRequest rest = request.rest();
        if (!rest.ends()) {
            return switch (rest.name()) {
                case "keys" -> {
                    User user = identities.directory().account(tenant).users().get(name);
                    yield keys.of(tenant, new Holder.OfUser(user.id()), rest.rest());
                }
                case "policies" -> policies(tenant, name, rest.rest());
                case "attached-policies" -> attached(tenant, name, rest.rest());
                default -> throw request.notFound();
            };
        }
        return switch (request.method()) {
            case "PUT" -> {
                User user = identities.issuer().user(name, path(request));
                Directory after = identities.change(
                        directory -> directory.changed(directory.account(tenant).added(user)));
                yield AdminJson.answer(201, shown(after, after.account(tenant), user));
            }
            case "GET" -> {
                Directory directory = identities.directory();
                Account account = directory.account(tenant);
                yield AdminJson.answer(
                        200, shown(directory, account, account.users().get(name)));
            }
            case "DELETE" -> {
                identities.change(directory -> directory.withoutUser(tenant, name));
                yield AdminJson.deleted();
            }
            default -> throw request.notAllowed();
        };
    }

    private AdminResponse list(String tenant, AdminRequest request) throws AdminException, IdentityException {
        Directory directory = identities.directory();
        Account account = directory.account(tenant);
        String after = request.query().get("after", "");
        return AdminJson.page(
                "users",
                request.query(),
                account.users().all().stream()
                        .filter(user -> String.CASE_INSENSITIVE_ORDER.compare(user.name(), after) > 0),
                User::name,
                user -> shown(directory, account, user));
    }

    private static String path(AdminRequest request) throws AdminException {
        if (request.body().length == 0) {
            return "/";
        }
        JsonNode settings = request.json();
        if (!settings.isObject()
                || settings.size() != 1
                || !settings.path("path").isTextual()) {
            throw AdminException.badRequest("the body must be {\"path\":\"/…/\"}");
        }
        return settings.path("path").textValue();
    }

    private AdminResponse policies(String tenant, String name, AdminRequest request)
            throws AdminException, IdentityException {
        Grants grants = identities.directory().account(tenant).users().get(name).grants();
        if (request.ends()) {
            if (!request.method().equals("GET")) {
                throw request.notAllowed();
            }
            return AdminJson.answer(200, shown(tenant, name, grants));
        }
        if (!request.rest().ends()) {
            throw request.notFound();
        }
        String policy = request.name();
        return switch (request.method()) {
            case "GET" ->
                AdminJson.answer(200, AdminJson.object().put("policy", policy).put("document", grants.inline(policy)));
            case "PUT" -> {
                String document = new String(request.body(), StandardCharsets.UTF_8).strip();
                PolicyPermissions.IDENTITY.check(document);
                yield change(
                        tenant,
                        name,
                        (account, before) -> before.withInline(policy, document, IdentityLimits.USER_INLINE_CHARS_MAX));
            }
            case "DELETE" -> change(tenant, name, (account, before) -> before.withoutInline(policy));
            default -> throw request.notAllowed();
        };
    }

    private AdminResponse attached(String tenant, String name, AdminRequest request)
            throws AdminException, IdentityException {
        if (!request.ends()) {
            throw request.notFound();
        }
        String arn = request.query().get("arn", "");
        return switch (request.method()) {
            case "PUT" ->
                change(tenant, name, (account, before) -> {
                    if (account.policyByArn(arn).isEmpty()) {
                        throw new IdentityException(
                                IdentityException.Fault.NO_SUCH_ENTITY, "there is no policy " + arn);
                    }
                    return before.withAttached(arn);
                });
            case "DELETE" -> change(tenant, name, (account, before) -> before.withoutAttached(arn));
            default -> throw request.notAllowed();
        };
    }

    /// Makes grants of those before.
    @FunctionalInterface
    private interface Change {
        Grants apply(Account account, Grants before) throws IdentityException;
    }

    private AdminResponse change(String tenant, String name, Change change) throws IdentityException {
        Account after = identities
                .change(directory -> {
                    Account account = directory.account(tenant);
                    User user = account.users().get(name);
                    return directory.changed(account.changed(user.with(change.apply(account, user.grants()))));
                })
                .account(tenant);
        return AdminJson.answer(200, shown(tenant, name, after.users().get(name).grants()));
    }

    private static ObjectNode shown(String tenant, String name, Grants grants) {
        ObjectNode node = AdminJson.object().put("tenant", tenant).put("user", name);
        write(node, grants);
        return node;
    }

    private static ObjectNode shown(Directory directory, Account account, User user) {
        ObjectNode node = AdminJson.object()
                .put("tenant", account.name())
                .put("user", user.name())
                .put("userId", user.id())
                .put("arn", Arns.user(account.name(), user.registration()))
                .put("createdAt", user.registration().createdAt().toString())
                .put(
                        "keys",
                        directory
                                .keysOf(account.name(), new Holder.OfUser(user.id()))
                                .size());
        write(node, user.grants());
        ArrayNode groups = node.putArray("groups");
        account.groupsOf(user).stream().map(Group::name).forEach(groups::add);
        ObjectNode tags = node.putObject("tags");
        user.tags().all().forEach(tags::put);
        return node;
    }

    private static void write(ObjectNode node, Grants grants) {
        ArrayNode inline = node.putArray("policies");
        grants.inline().keySet().forEach(inline::add);
        ArrayNode attached = node.putArray("attachedPolicies");
        grants.attached().forEach(attached::add);
    }
}
