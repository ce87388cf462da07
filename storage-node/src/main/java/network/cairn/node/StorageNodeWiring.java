package network.cairn.node;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import network.cairn.client.identity.Identity;
import network.cairn.node.egress.EgressGate;
import network.cairn.node.http.NodeHttpServer;
import network.cairn.node.http.NodeParts;
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
        return start(config, node, EgressGate.free(), clock, random, vertx);
    }

    /// As above, for a node that is paid for reads.
    ///
    /// @param egress lets those reads pass that are paid for; the node closes it when it ends
    public static RunningNode start(
            NodeConfig config, Identity node, EgressGate egress, InstantSource clock, SecureRandom random, Vertx vertx)
            throws IOException, StoreException, InterruptedException {
        return start(config, StoreLimits.ofCapacity(config.capacityBytes()), node, egress, clock, random, vertx);
    }

    static RunningNode start(
            NodeConfig config,
            StoreLimits storeLimits,
            Identity node,
            InstantSource clock,
            SecureRandom random,
            Vertx vertx)
            throws IOException, StoreException, InterruptedException {
        return start(config, storeLimits, node, EgressGate.free(), clock, random, vertx);
    }

    private static RunningNode start(
            NodeConfig config,
            StoreLimits storeLimits,
            Identity node,
            EgressGate egress,
            InstantSource clock,
            SecureRandom random,
            Vertx vertx)
            throws IOException, StoreException, InterruptedException {
        PieceStore store = LogPieceStore.open(config.dataFolder(), storeLimits, clock, random);
        boolean started = false;
        try {
            var server = NodeHttpServer.start(vertx, config, node, new NodeParts(store, egress), clock, version());
            started = true;
            return new RunningNode(node.id(), server, store, egress);
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
