package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// A tenant as commands print it, made of what the operator's API says of it.
final class ShownTenant {
    static final List<String> HEADING =
            List.of("TENANT", "STATUS", "USERS", "BYTES MAX", "OBJECTS MAX", "REQUESTS/S", "BYTES/S", "CREATED");

    private ShownTenant() {}

    static ObjectNode json(JsonNode tenant) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("tenant", tenant.path("name").asText())
                .put("suspended", tenant.path("suspended").asBoolean())
                .put("createdAt", tenant.path("createdAt").asText());
        for (String group : List.of("quota", "rates", "identities", "usage")) {
            tenant.path(group).properties().forEach(field -> node.set(field.getKey(), field.getValue()));
        }
        return node;
    }

    /// The heading and the row of one tenant, with what it stores where that is known.
    static List<List<String>> rows(JsonNode tenant) {
        var heading = new ArrayList<>(HEADING);
        var row = new ArrayList<>(row(tenant));
        JsonNode usage = tenant.path("usage");
        if (usage.isObject()) {
            heading.addAll(List.of("BUCKETS", "OBJECTS", "BYTES"));
            row.add(usage.path("buckets").asText());
            row.add(usage.path("objects").asText());
            row.add(ByteSize.write(usage.path("bytes").asLong()));
        }
        return List.of(heading, row);
    }

    static List<String> row(JsonNode tenant) {
        return List.of(
                tenant.path("name").asText(),
                tenant.path("suspended").asBoolean() ? "suspended" : "active",
                tenant.path("identities").path("users").asText(),
                LimitText.size(limit(tenant, "quota", "bytesMax")),
                LimitText.count(limit(tenant, "quota", "objectsMax")),
                LimitText.count(limit(tenant, "rates", "requestsPerSecond")),
                LimitText.size(limit(tenant, "rates", "bytesPerSecond")),
                tenant.path("createdAt").asText());
    }

    private static OptionalLong limit(JsonNode tenant, String kind, String name) {
        JsonNode limit = tenant.path(kind).path(name);
        return limit.isNumber() ? OptionalLong.of(limit.asLong()) : OptionalLong.empty();
    }
}
