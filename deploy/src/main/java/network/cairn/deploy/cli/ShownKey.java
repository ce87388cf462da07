package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// An access key as commands print it, made of what the operator's API says of it.
final class ShownKey {
    static final List<String> HEADING = List.of("ACCESS KEY", "TENANT", "USER", "STATUS", "CREATED");

    private ShownKey() {}

    static ObjectNode json(JsonNode key) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("accessKeyId", key.path("accessKeyId").asText());
        for (String holder : List.of("operator", "tenant", "user")) {
            if (key.has(holder)) {
                node.set(holder, key.get(holder));
            }
        }
        return node.put("status", status(key))
                .put("createdAt", key.path("createdAt").asText());
    }

    static List<String> row(JsonNode key) {
        boolean operator = key.path("operator").asBoolean();
        return List.of(
                key.path("accessKeyId").asText(),
                operator ? "(operator)" : key.path("tenant").asText(),
                operator ? "" : key.path("user").asText("(root)"),
                status(key),
                key.path("createdAt").asText());
    }

    private static String status(JsonNode key) {
        return key.path("active").asBoolean() ? "Active" : "Inactive";
    }
}
