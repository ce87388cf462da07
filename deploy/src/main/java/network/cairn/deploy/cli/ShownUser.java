package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// A user as commands print it in a row, made of what the operator's API says of it.
final class ShownUser {
    static final List<String> HEADING = List.of("USER", "ARN", "KEYS", "POLICIES", "CREATED");

    private ShownUser() {}

    static List<String> row(JsonNode user) {
        return List.of(
                user.path("user").asText(),
                user.path("arn").asText(),
                user.path("keys").asText(),
                Integer.toString(user.path("policies").size()
                        + user.path("attachedPolicies").size()),
                user.path("createdAt").asText());
    }
}
