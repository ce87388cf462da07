package network.cairn.node;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import network.cairn.client.identity.Identity;
import network.cairn.node.http.NodeHttpServer;
import network.cairn.node.store.LogPieceStore;
import network.cairn.node.store.PieceStore;
import network.cairn.node.store.StoreException;
import network.cairn.node.store.StoreLimits;

/// Puts a storage node together: its piece store, and the server before it.
public final class StorageNodeWiring {
    private StorageNodeWiring() {}

    /// Opens the store, recovers what a crash left in it, and serves.
    ///
    /// @param clock the time orders are judged by; clients' clocks may differ by minutes at most
    /// @param random a secure source
    /// @throws java.net.BindException if the address cannot be listened on; the message names it
    /// @throws StoreException if the data folder cannot be used; the message says why
    public static RunningNode start(
            NodeConfig config, Identity node, InstantSource clock, SecureRandom random, Vertx vertx)
            throws IOException, StoreException, InterruptedException {
        return start(config, StoreLimits.ofCapacity(config.capacityBytes()), node, clock, random, vertx);
    }

    static RunningNode start(
            NodeConfig config,
            StoreLimits storeLimits,
            Identity node,
            InstantSource clock,
            SecureRandom random,
            Vertx vertx)
            throws IOException, StoreException, InterruptedException {
        PieceStore store = LogPieceStore.open(config.dataFolder(), storeLimits, clock, random);
        boolean started = false;
        try {
            var server = NodeHttpServer.start(vertx, config, node, store, clock, version());
            started = true;
            return new RunningNode(node.id(), server, store);
        } finally {
            if (!started) {
                store.close();
            }
        }
    }

    /// The software's version, as its jar's manifest tells it.
    private static String version() {
        String version = StorageNodeWiring.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
