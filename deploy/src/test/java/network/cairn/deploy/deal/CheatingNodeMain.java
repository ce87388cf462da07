package network.cairn.deploy.deal;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import network.cairn.client.identity.Keystore;
import network.cairn.client.transport.HttpStorageNetwork;
import network.cairn.client.transport.NodeException;
import network.cairn.client.transport.StorageNode;
import network.cairn.client.transport.TransportLimits;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.config.NodeFile;
import network.cairn.deploy.config.NodesFile;
import network.cairn.deploy.config.ProcessSettings;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.role.RoleLogging;
import network.cairn.deploy.role.RunFile;
import network.cairn.node.Conduct;
import network.cairn.node.RunningNode;
import network.cairn.node.StorageNodeWiring;

/// A storage node of a local network that does not do as it should: `CheatingNodeMain CONFIG CHEAT`. Ends with
/// its standard input.
final class CheatingNodeMain {
    private CheatingNodeMain() {}

    public static void main(String[] arguments) throws Exception {
        NodeFile file = NodeFile.read(Path.of(arguments[0]), System.getenv());
        if (file.process().logFile().isPresent()) {
            RoleLogging.toFile(file.process().logFile().get(), ProcessSettings.LogLevel.INFO);
        }
        Keystore keystore = Keystores.open(file.keystore(), Map.of());
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
        Cheat cheat = Cheat.parse(arguments[1], colluding(Path.of(arguments[0]), vertx));
        InstantSource clock = skewed(cheat.clockSkew());
        Conduct conduct = cheat.conduct(keystore.identity().id());
        try (RunningNode node =
                StorageNodeWiring.start(file.node(), keystore.identity(), conduct, clock, new SecureRandom(), vertx)) {
            var run = new RunFile(
                    "node",
                    node.id().toString(),
                    file.node().listenHost() + ":" + node.port(),
                    null,
                    ProcessHandle.current().pid(),
                    Instant.now().toString());
            run.write(file.process().runFile().orElseThrow());
            System.out.println("node " + node.id() + " serves on " + run.address());
            while (System.in.read() >= 0) {
                // Nobody says anything; the end counts.
            }
        }
        vertx.close().await();
    }

    /// Reads with the gateway's leave: a client that helps a node to cheat it.
    private static Cheat.Colluding colluding(Path config, Vertx vertx) {
        Path network = config.toAbsolutePath().resolveSibling("../..").normalize();
        return (node, piece, lengthBytes) -> {
            try (var nodes = new HttpStorageNetwork(
                    vertx,
                    Keystores.open(
                                    GatewayFile.read(network.resolve("gateway/gateway.yaml"), Map.of())
                                            .keystore(),
                                    Map.of())
                            .identity(),
                    NodesFile.read(network.resolve("nodes.yaml")),
                    InstantSource.system(),
                    new SecureRandom(),
                    TransportLimits.defaults())) {
                byte[] bytes = new byte[lengthBytes];
                try (StorageNode.PieceDownload download = nodes.node(node).get(piece, 0, lengthBytes)) {
                    download.readFully(bytes, 0, lengthBytes);
                }
                return bytes;
            } catch (NodeException | CommandFailure | InterruptedException e) {
                throw new IOException(e);
            }
        };
    }

    private static InstantSource skewed(Duration skew) {
        return () -> Instant.now().plus(skew);
    }
}
