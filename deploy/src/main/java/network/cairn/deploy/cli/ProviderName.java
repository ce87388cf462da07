package network.cairn.deploy.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.local.LocalProviders;
import network.cairn.deploy.local.NetworkFolder;
import network.cairn.proofs.id.ActorId;

/// A provider as a command names it, by its id or by its number in a local network.
///
/// @param number of a node of a local network
/// @param endpoint where a node of a local network is
record ProviderName(ActorId id, OptionalInt number, Optional<NodeEndpoint> endpoint) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    /// All nodes of a local network.
    ///
    /// @param local empty outside of one
    static List<ProviderName> all(Optional<NetworkFolder> local) throws CommandFailure {
        if (local.isEmpty()) {
            throw new CommandFailure(
                    Exit.USAGE, "--genesis: a chain outside a local network has no list of nodes; name one by its id");
        }
        var names = new java.util.ArrayList<ProviderName>();
        for (NodeEndpoint node : LocalProviders.nodes(local.get())) {
            names.add(new ProviderName(node.id(), OptionalInt.of(names.size() + 1), Optional.of(node)));
        }
        return names;
    }

    /// @param local empty outside a local network, where only ids are known
    /// @throws CommandFailure with `USAGE` where the text is neither, or no node has the number
    static ProviderName of(String text, Optional<NetworkFolder> local) throws CommandFailure {
        if (NUMBER.matcher(text).matches()) {
            if (local.isEmpty()) {
                throw new CommandFailure(
                        Exit.USAGE,
                        "--genesis: nodes have numbers only in a local network; name node " + text + " by its id");
            }
            int number = Integer.parseInt(text);
            NodeEndpoint node = LocalProviders.node(local.get(), number);
            return new ProviderName(node.id(), OptionalInt.of(number), Optional.of(node));
        }
        ActorId id;
        try {
            id = ActorId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    Exit.USAGE, "'" + text + "' is neither a node's number nor an id: " + e.getMessage(), e);
        }
        if (local.isPresent() && local.get().exists()) {
            for (ProviderName name : all(local)) {
                if (name.id().equals(id)) {
                    return name;
                }
            }
        }
        return new ProviderName(id, OptionalInt.empty(), Optional.empty());
    }

    /// As people call it.
    @Override
    public String toString() {
        return number.isPresent() ? "node " + number.getAsInt() : "provider " + id;
    }
}
