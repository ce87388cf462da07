package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Arns;
import network.cairn.gateway.identity.Directory;
import network.cairn.gateway.identity.Group;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.User;

/// A user as commands print it.
final class ShownUser {
    static final List<String> HEADING = List.of("USER", "ARN", "KEYS", "POLICIES", "CREATED");

    private ShownUser() {}

    static ObjectNode json(Directory directory, Account account, User user) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("tenant", account.name())
                .put("user", user.name())
                .put("userId", user.id())
                .put("arn", Arns.user(account.name(), user.registration()))
                .put("createdAt", user.registration().createdAt().toString())
                .put("keys", keys(directory, account, user));
        var policies = node.putArray("policies");
        user.grants().inline().keySet().forEach(policies::add);
        var attached = node.putArray("attachedPolicies");
        user.grants().attached().forEach(attached::add);
        var groups = node.putArray("groups");
        account.groupsOf(user).stream().map(Group::name).forEach(groups::add);
        var tags = node.putObject("tags");
        user.tags().all().forEach(tags::put);
        return node;
    }

    static List<String> row(Directory directory, Account account, User user) {
        return List.of(
                user.name(),
                Arns.user(account.name(), user.registration()),
                Integer.toString(keys(directory, account, user)),
                Integer.toString(
                        user.grants().inline().size() + user.grants().attached().size()),
                user.registration().createdAt().toString());
    }

    private static int keys(Directory directory, Account account, User user) {
        return directory.keysOf(account.name(), new Holder.OfUser(user.id())).size();
    }
}
