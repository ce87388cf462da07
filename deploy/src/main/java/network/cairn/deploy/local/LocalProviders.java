package network.cairn.deploy.local;

import java.util.List;
import java.util.Map;
import network.cairn.client.identity.Identity;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.KeystoreSettings;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.config.NodeFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;

/// The nodes of a local network as providers on its chain.
public final class LocalProviders {
    private LocalProviders() {}

    /// The nodes by number, from 1.
    ///
    /// @throws CommandFailure with `UNAVAILABLE` where the folder has no network
    public static List<NodeEndpoint> nodes(NetworkFolder folder) throws CommandFailure {
        return LocalRoles.listed(folder);
    }

    /// A node by its number.
    ///
    /// @throws CommandFailure with `USAGE` where the network has none of this number
    public static NodeEndpoint node(NetworkFolder folder, int number) throws CommandFailure {
        List<NodeEndpoint> nodes = nodes(folder);
        if (number < 1 || number > nodes.size()) {
            throw new CommandFailure(
                    Exit.USAGE,
                    "there is no node " + number + ": the network in " + folder.root() + " has nodes 1 to "
                            + nodes.size());
        }
        return nodes.get(number - 1);
    }

    /// Who asks the nodes: the gateway, which they know.
    public static Identity asker(NetworkFolder folder, Map<String, String> environment) throws CommandFailure {
        GatewayFile file = GatewayFile.read(folder.gatewayConfig(), environment);
        return Keystores.open(file.keystore(), environment).identity();
    }

    /// The keystore of a node that is there.
    public static KeystoreSettings keystore(NetworkFolder folder, int number, Map<String, String> environment)
            throws CommandFailure {
        return NodeFile.read(folder.nodeConfig(number), environment).keystore();
    }
}
