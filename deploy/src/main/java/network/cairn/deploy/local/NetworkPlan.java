package network.cairn.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import network.cairn.client.erasure.Scheme;
import network.cairn.deploy.config.ConfigType;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.NodesFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.genesis.GenesisFiles;
import network.cairn.node.NodeConfig;

/// What a new local network will be: the options with their defaults filled in, and checked.
///
/// @param port of the gateway; 0 takes a free one
/// @param httpsPort of its HTTPS; 0 takes a free one
/// @param adminPort of the operator's API; 0 takes a free one
/// @param nodeCapacityBytes what each node offers
/// @param validators how many run the chain
/// @param epoch how long an epoch of it is
record NetworkPlan(
        int nodes,
        Scheme scheme,
        String host,
        int port,
        int httpsPort,
        int adminPort,
        long nodeCapacityBytes,
        int validators,
        Duration epoch) {
    /// The part of a disk's free space that a network's nodes offer together, in percent.
    static final int FREE_SPACE_PERCENT = 90;

    static NetworkPlan of(NetworkOptions options) throws CommandFailure, IOException {
        int nodes = options.nodes().orElse(NetworkOptions.NODES_DEFAULT);
        Scheme scheme = options.scheme().orElse(NetworkOptions.SCHEME_DEFAULT);
        if (nodes < 1 || nodes > NetworkOptions.NODES_MAX) {
            throw new CommandFailure(
                    Exit.USAGE, "--nodes " + nodes + ": must be from 1 to " + NetworkOptions.NODES_MAX);
        }
        if (scheme.total() > nodes) {
            throw new CommandFailure(
                    Exit.USAGE,
                    "--scheme " + scheme + ": puts " + scheme.total()
                            + " pieces on different nodes, but there are only " + nodes
                            + "; give more --nodes or a smaller scheme");
        }
        int port = options.port().orElse(NetworkOptions.PORT_DEFAULT);
        if (port < 0 || port > 65535) {
            throw new CommandFailure(Exit.USAGE, "--port " + port + ": must be from 0 to 65535");
        }
        String host = options.host().orElse(NetworkOptions.HOST_DEFAULT);
        Ports.requireFree(host, port, "--port");
        int httpsPort = httpsPort(options, host, port);
        long capacity = options.nodeCapacityBytes().isPresent()
                ? options.nodeCapacityBytes().getAsLong()
                : share(options.folder().toAbsolutePath().normalize(), nodes);
        if (capacity < NodeConfig.CAPACITY_BYTES_MIN) {
            throw new CommandFailure(
                    options.nodeCapacityBytes().isPresent() ? Exit.USAGE : Exit.CANNOT_CREATE,
                    "--node-capacity " + capacity + ": a node offers at least " + NodeConfig.CAPACITY_BYTES_MIN
                            + " bytes");
        }
        return new NetworkPlan(
                nodes,
                scheme,
                host,
                port,
                httpsPort,
                adminPort(port, httpsPort),
                capacity,
                validators(options),
                epoch(options));
    }

    private static int adminPort(int port, int httpsPort) throws CommandFailure {
        int usual = port + NetworkOptions.ADMIN_PORT_DISTANCE;
        boolean possible = port > 0 && usual <= 65535 && usual != httpsPort;
        return possible && Ports.isFree(GatewayFile.ADMIN_HOST_DEFAULT, usual) ? usual : 0;
    }

    private static int httpsPort(NetworkOptions options, String host, int port) throws CommandFailure {
        if (options.httpsPort().isEmpty()) {
            int usual = port + NetworkOptions.HTTPS_PORT_DISTANCE;
            return port > 0 && usual <= 65535 && Ports.isFree(host, usual) ? usual : 0;
        }
        int asked = options.httpsPort().getAsInt();
        if (asked < 0 || asked > 65535 || (asked > 0 && asked == port)) {
            throw new CommandFailure(
                    Exit.USAGE, "--https-port " + asked + ": must be from 0 to 65535, and another than --port");
        }
        Ports.requireFree(host, asked, "--https-port");
        return asked;
    }

    /// How many validators a new chain is to have.
    static int validators(NetworkOptions options) throws CommandFailure {
        int validators = options.validators().orElse(NetworkOptions.VALIDATORS_DEFAULT);
        if (validators < 1 || validators > NetworkOptions.VALIDATORS_MAX) {
            throw new CommandFailure(
                    Exit.USAGE, "--validators " + validators + ": must be from 1 to " + NetworkOptions.VALIDATORS_MAX);
        }
        return validators;
    }

    /// How long an epoch of a new chain is to be.
    static Duration epoch(NetworkOptions options) throws CommandFailure {
        Duration epoch = options.epoch().orElse(NetworkOptions.EPOCH_DEFAULT);
        if (epoch.compareTo(NetworkOptions.EPOCH_MIN) < 0
                || epoch.compareTo(NetworkOptions.EPOCH_MAX) > 0
                || epoch.toMillis() % 1000 != 0) {
            throw new CommandFailure(
                    Exit.USAGE,
                    "--epoch " + ConfigType.write(epoch) + ": must be whole seconds from "
                            + ConfigType.write(NetworkOptions.EPOCH_MIN) + " to "
                            + ConfigType.write(NetworkOptions.EPOCH_MAX));
        }
        return epoch;
    }

    /// Refuses options that contradict the network which is there: nodes, scheme and capacity belong to it.
    static void requireNoConflict(NetworkOptions options, NetworkFolder folder) throws CommandFailure {
        int nodes = NodesFile.read(folder.nodesFile()).size();
        if (options.nodes().isPresent() && options.nodes().getAsInt() != nodes) {
            throw new CommandFailure(
                    Exit.USAGE,
                    "--nodes " + options.nodes().getAsInt() + ": the network in " + folder.root() + " has " + nodes
                            + "; leave --nodes out, or choose another --data");
        }
        if (options.validators().isPresent() && Files.isRegularFile(folder.genesisFile())) {
            int validators =
                    GenesisFiles.read(folder.genesisFile()).validators().size();
            if (options.validators().getAsInt() != validators) {
                throw new CommandFailure(
                        Exit.USAGE,
                        "--validators " + options.validators().getAsInt() + ": the chain in " + folder.chainFolder()
                                + " started with " + validators
                                + "; leave --validators out, or choose another --data");
            }
        }
        if (options.epoch().isPresent() && Files.isRegularFile(folder.genesisFile())) {
            Duration epoch =
                    GenesisFiles.read(folder.genesisFile()).parameters().epochTime();
            if (!epoch.equals(options.epoch().get())) {
                throw new CommandFailure(
                        Exit.USAGE,
                        "--epoch " + ConfigType.write(options.epoch().get()) + ": the chain in " + folder.chainFolder()
                                + " has epochs of " + ConfigType.write(epoch)
                                + "; leave --epoch out, or choose another --data");
            }
        }
        if (options.scheme().isPresent()) {
            Scheme scheme = GatewayFile.read(folder.gatewayConfig(), java.util.Map.of())
                    .gateway()
                    .scheme();
            if (!scheme.equals(options.scheme().get())) {
                throw new CommandFailure(
                        Exit.USAGE,
                        "--scheme " + options.scheme().get() + ": the network in " + folder.root() + " writes " + scheme
                                + "; change it in " + folder.gatewayConfig() + ", for new objects");
            }
        }
    }

    private static long share(Path folder, int nodes) throws IOException {
        Path at = folder;
        while (Files.notExists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return Files.getFileStore(at).getUsableSpace() / 100 * FREE_SPACE_PERCENT / nodes;
    }
}
