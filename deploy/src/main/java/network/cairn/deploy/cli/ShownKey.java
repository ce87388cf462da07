package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import network.cairn.gateway.identity.Directory;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.IssuedKey;

/// An access key as commands print it.
final class ShownKey {
    static final List<String> HEADING = List.of("ACCESS KEY", "TENANT", "USER", "STATUS", "CREATED");

    private ShownKey() {}

    static ObjectNode json(Directory directory, IssuedKey key) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("accessKeyId", key.id());
        switch (key.holder()) {
            case Holder.Operator _ -> node.put("operator", true);
            case Holder.Root _ -> node.put("tenant", key.tenant());
            case Holder.OfUser(String userId) ->
                node.put("tenant", key.tenant())
                        .put("user", directory.userName(key).orElse(userId));
        }
        return node.put("status", status(key)).put("createdAt", key.createdAt().toString());
    }

    static List<String> row(Directory directory, IssuedKey key) {
        return List.of(
                key.id(),
                key.tenant(),
                directory.userName(key).orElse(key.holder() instanceof Holder.Root ? "(root)" : ""),
                status(key),
                key.createdAt().toString());
    }

    private static String status(IssuedKey key) {
        return key.active() ? "Active" : "Inactive";
    }
}
