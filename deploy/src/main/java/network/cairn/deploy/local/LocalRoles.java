package network.cairn.deploy.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.config.NodeFile;
import network.cairn.deploy.config.NodesFile;
import network.cairn.deploy.config.ProcessSettings;
import network.cairn.deploy.config.ValidatorFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.genesis.GenesisFiles;
import network.cairn.proofs.id.ActorId;

/// The roles of a local network, read from its files.
final class LocalRoles {
    static final String GATEWAY_RUN_FILE = "gateway.json";

    private LocalRoles() {}

    /// The nodes in the order of the node list, which numbers them from 1.
    static List<LocalRole> nodes(NetworkFolder folder, Map<String, String> environment) throws CommandFailure {
        var roles = new ArrayList<LocalRole>();
        for (NodeEndpoint node : listed(folder)) {
            int number = roles.size() + 1;
            Path config = folder.nodeConfig(number);
            NodeFile file = NodeFile.read(config, environment);
            Path runFile = runFile(folder, file.process(), nodeRunFile(number));
            roles.add(new LocalRole(
                    LocalRole.NODE, number, node.id().toString(), node.host(), node.port(), config, runFile));
        }
        return roles;
    }

    /// @param file the gateway's configuration, overrides included
    static LocalRole gateway(NetworkFolder folder, GatewayFile file, ActorId id) {
        return new LocalRole(
                LocalRole.GATEWAY,
                0,
                id.toString(),
                file.gateway().host(),
                file.gateway().port(),
                folder.gatewayConfig(),
                runFile(folder, file.process(), GATEWAY_RUN_FILE));
    }

    /// The validators by number, from 1; none where the network has no chain yet.
    static List<LocalRole> validators(NetworkFolder folder, Map<String, String> environment) throws CommandFailure {
        var roles = new ArrayList<LocalRole>();
        if (!Files.isRegularFile(folder.genesisFile())) {
            return roles;
        }
        Genesis genesis = GenesisFiles.read(folder.genesisFile());
        for (int number = 1; Files.isRegularFile(folder.validatorConfig(number)); number++) {
            Path config = folder.validatorConfig(number);
            ValidatorFile file = ValidatorFile.read(config, environment);
            String id = genesis.validators().size() < number
                    ? Keystores.open(file.keystore(), environment)
                            .identity()
                            .id()
                            .toString()
                    : genesis.validators().get(number - 1).key().id().toString();
            Path runFile = runFile(folder, file.process(), validatorRunFile(number));
            roles.add(new LocalRole(
                    LocalRole.VALIDATOR,
                    number,
                    id,
                    file.rpc().listenHost(),
                    file.rpc().listenPort(),
                    config,
                    runFile));
        }
        return roles;
    }

    static List<NodeEndpoint> listed(NetworkFolder folder) throws CommandFailure {
        if (!folder.exists()) {
            throw new CommandFailure(
                    Exit.UNAVAILABLE, folder.root() + ": there is no network (no nodes.yaml); 'cairn up' makes one");
        }
        return NodesFile.read(folder.nodesFile());
    }

    static String nodeRunFile(int number) {
        return "node-" + number + ".json";
    }

    static String validatorRunFile(int number) {
        return "validator-" + number + ".json";
    }

    private static Path runFile(NetworkFolder folder, ProcessSettings process, String name) {
        return process.runFile().orElse(folder.runFolder().resolve(name));
    }
}
