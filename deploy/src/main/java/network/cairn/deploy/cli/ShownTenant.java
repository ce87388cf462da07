package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalLong;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Tenant;

/// A tenant as commands print it, its master key left out.
final class ShownTenant {
    static final List<String> HEADING =
            List.of("TENANT", "STATUS", "USERS", "BYTES MAX", "OBJECTS MAX", "REQUESTS/S", "BYTES/S", "CREATED");

    private ShownTenant() {}

    static ObjectNode json(Account account) {
        Tenant tenant = account.tenant();
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("tenant", tenant.name())
                .put("suspended", tenant.suspended())
                .put("createdAt", tenant.createdAt().toString());
        put(node, "bytesMax", tenant.quota().bytesMax());
        put(node, "objectsMax", tenant.quota().objectsMax());
        put(node, "requestsPerSecond", tenant.rates().requestsPerSecond());
        put(node, "bytesPerSecond", tenant.rates().bytesPerSecond());
        return node.put("users", account.users().size())
                .put("groups", account.groups().size())
                .put("roles", account.roles().size())
                .put("policies", account.policies().size());
    }

    private static void put(ObjectNode node, String name, OptionalLong value) {
        if (value.isPresent()) {
            node.put(name, value.getAsLong());
        } else {
            node.putNull(name);
        }
    }

    static List<String> row(Account account) {
        Tenant tenant = account.tenant();
        return List.of(
                tenant.name(),
                tenant.suspended() ? "suspended" : "active",
                Integer.toString(account.users().size()),
                LimitText.size(tenant.quota().bytesMax()),
                LimitText.count(tenant.quota().objectsMax()),
                LimitText.count(tenant.rates().requestsPerSecond()),
                LimitText.size(tenant.rates().bytesPerSecond()),
                tenant.createdAt().toString());
    }
}
