package network.cairn.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Directory;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.Tenant;

/// The part of the operator's API that is about tenants.
final class TenantRequests {
    private final Identities identities;
    private final Optional<TenantUsage> usage;
    private final UserRequests users;
    private final KeyRequests keys;

    TenantRequests(Identities identities, Optional<TenantUsage> usage, KeyRequests keys) {
        this.identities = identities;
        this.usage = usage;
        this.users = new UserRequests(identities, keys);
        this.keys = keys;
    }

    AdminResponse answer(AdminRequest request) throws AdminException, IdentityException {
        if (request.ends()) {
            if (!request.method().equals("GET")) {
                throw request.notAllowed();
            }
            return list(request);
        }
        String tenant = request.name();
        AdminRequest rest = request.rest();
        if (!rest.ends()) {
            return switch (rest.name()) {
                case "users" -> users.answer(tenant, rest.rest());
                case "keys" -> {
                    identities.directory().account(tenant);
                    yield keys.of(tenant, new Holder.Root(), rest.rest());
                }
                default -> throw request.notFound();
            };
        }
        return switch (request.method()) {
            case "PUT" -> create(tenant, request);
            case "GET" -> show(tenant);
            case "PATCH" -> change(tenant, request.json());
            case "DELETE" -> delete(tenant);
            default -> throw request.notAllowed();
        };
    }

    private AdminResponse list(AdminRequest request) throws AdminException {
        String after = request.query().get("after", "");
        return AdminJson.page(
                "tenants",
                request.query(),
                identities.directory().accounts().tailMap(after).values().stream()
                        .filter(account -> !account.name().equals(after)),
                Account::name,
                TenantRequests::shown);
    }

    private AdminResponse create(String name, AdminRequest request) throws AdminException, IdentityException {
        Tenant fresh = identities.issuer().tenant(name);
        Tenant tenant = request.body().length == 0 ? fresh : TenantSettings.apply(fresh, request.json());
        return AdminJson.answer(
                201,
                shown(identities.change(directory -> directory.added(tenant)).account(name)));
    }

    private AdminResponse show(String name) throws IdentityException {
        ObjectNode node = shown(identities.directory().account(name));
        if (usage.isPresent()) {
            TenantUsage.Usage used = usage.get().of(name);
            node.putObject("usage")
                    .put("buckets", used.buckets())
                    .put("objects", used.objects())
                    .put("bytes", used.bytes());
        }
        return AdminJson.answer(200, node);
    }

    private AdminResponse change(String name, JsonNode settings) throws AdminException, IdentityException {
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
        return AdminJson.answer(200, shown(after.account(name)));
    }

    private AdminResponse delete(String name) throws AdminException, IdentityException {
        if (!identities.directory().account(name).tenant().suspended()) {
            throw new AdminException(409, "Conflict", "tenant " + name + " must be suspended first");
        }
        long buckets = usage.isPresent() ? usage.get().of(name).buckets() : 0;
        if (buckets > 0) {
            throw new AdminException(
                    409, "Conflict", "tenant " + name + " has " + buckets + " buckets; delete them first");
        }
        identities.change(directory -> directory.withoutTenant(name));
        return AdminJson.deleted();
    }

    private static ObjectNode shown(Account account) {
        ObjectNode node = AdminJson.object();
        TenantSettings.write(node, account.tenant());
        node.putObject("identities")
                .put("users", account.users().size())
                .put("groups", account.groups().size())
                .put("roles", account.roles().size())
                .put("policies", account.policies().size());
        return node;
    }
}
