package network.cairn.deploy.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.proofs.id.ActorId;

/// The list of storage nodes a gateway may use: a YAML file with one entry per node under `nodes`.
public final class NodesFile {
    private NodesFile() {}

    /// Reads a list.
    ///
    /// @throws CommandFailure with `CONFIG`, naming file, entry and value, where it is not a list of distinct nodes
    public static List<NodeEndpoint> read(Path file) throws CommandFailure {
        ConfigDocument document = ConfigDocument.read(file, "", Map.of());
        var nodes = new ArrayList<NodeEndpoint>();
        Set<ActorId> ids = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (ConfigDocument section : document.sections("nodes")) {
            NodeEndpoint node = new NodeEndpoint(
                    section.required("id", ConfigType.actorId()),
                    section.required("host", ConfigType.text()),
                    section.required("port", ConfigType.integer(1, 65535)),
                    section.required("operator", ConfigType.text()));
            section.rejectUnknown();
            if (!ids.add(node.id())) {
                throw document.failure("nodes: " + node.id() + ": is listed twice");
            }
            if (!addresses.add(node.address())) {
                throw document.failure("nodes: " + node.address() + ": is the address of two nodes");
            }
            nodes.add(node);
        }
        document.rejectUnknown();
        if (nodes.isEmpty()) {
            throw document.failure("nodes: the list is empty");
        }
        return List.copyOf(nodes);
    }

    /// The text of such a file.
    public static String write(List<NodeEndpoint> nodes) {
        var text = new StringBuilder("# The storage nodes of this network.\nnodes:\n");
        for (NodeEndpoint node : nodes) {
            text.append("  - id: ").append(node.id()).append('\n');
            text.append("    host: ").append(node.host()).append('\n');
            text.append("    port: ").append(node.port()).append('\n');
            text.append("    operator: ").append(node.operator()).append('\n');
        }
        return text.toString();
    }
}
