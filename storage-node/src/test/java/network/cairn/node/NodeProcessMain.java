package network.cairn.node;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import network.cairn.client.identity.Identity;
import network.cairn.node.store.StoreLimits;

/// A storage node in a process of its own, to be killed: `folder seed`. It prints `port number` once it
/// serves, and ends when its standard input does, so that it never outlives a test.
final class NodeProcessMain {
    /// Small logs, so that kills meet their beginnings and ends too.
    private static final StoreLimits LIMITS = new StoreLimits(
            8L << 30, 0, 16 << 20, 8 << 20, 1024, Duration.ofDays(7), 25, Duration.ofDays(30), 1 << 20, 32 << 20);

    private NodeProcessMain() {}

    public static void main(String[] arguments) throws Exception {
        var config = new NodeConfig(
                "127.0.0.1", 0, Path.of(arguments[0]), LIMITS.capacityBytes(), Set.of(), "test", NodeLimits.defaults());
        Identity identity = Identity.ofSeed(HexFormat.of().parseHex(arguments[1]));
        Vertx vertx = Vertx.vertx();
        try (RunningNode node =
                StorageNodeWiring.start(config, LIMITS, identity, InstantSource.system(), new SecureRandom(), vertx)) {
            System.out.println("port " + node.port());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Nobody writes: this waits for the end.
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
