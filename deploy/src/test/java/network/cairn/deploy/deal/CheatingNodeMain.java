package network.cairn.deploy.deal;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import network.cairn.client.identity.Keystore;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.config.NodeFile;
import network.cairn.deploy.config.ProcessSettings;
import network.cairn.deploy.role.RoleLogging;
import network.cairn.deploy.role.RunFile;
import network.cairn.node.Conduct;
import network.cairn.node.RunningNode;
import network.cairn.node.StorageNodeWiring;

/// A storage node of a local network that does not do as it should: `CheatingNodeMain CONFIG CHEAT`. Ends with its
/// standard input.
final class CheatingNodeMain {
    private CheatingNodeMain() {}

    public static void main(String[] arguments) throws Exception {
        NodeFile file = NodeFile.read(Path.of(arguments[0]), System.getenv());
        Cheat cheat = Cheat.parse(arguments[1]);
        if (file.process().logFile().isPresent()) {
            RoleLogging.toFile(file.process().logFile().get(), ProcessSettings.LogLevel.INFO);
        }
        Keystore keystore = Keystores.open(file.keystore(), Map.of());
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
        InstantSource clock = skewed(cheat.clockSkew());
        Conduct conduct = cheat.conduct(keystore.identity().id());
        try (RunningNode node =
                StorageNodeWiring.start(file.node(), keystore.identity(), conduct, clock, new SecureRandom(), vertx)) {
            var run = new RunFile(
                    "node",
                    node.id().toString(),
                    file.node().listenHost() + ":" + node.port(),
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

    private static InstantSource skewed(Duration skew) {
        return () -> Instant.now().plus(skew);
    }
}
