package network.cairn.node;

import network.cairn.node.egress.EgressGate;
import network.cairn.node.http.NodeHttpServer;
import network.cairn.node.store.PieceStore;
import network.cairn.node.store.StoreStatus;
import network.cairn.proofs.id.ActorId;

/// A storage node that serves. Closing it lets requests under way end, then closes the store and writes down what
/// is owed.
public final class RunningNode implements AutoCloseable {
    private final ActorId id;
    private final NodeHttpServer server;
    private final PieceStore store;
    private final EgressGate egress;

    RunningNode(ActorId id, NodeHttpServer server, PieceStore store, EgressGate egress) {
        this.egress = egress;
        this.id = id;
        this.server = server;
        this.store = store;
    }

    public ActorId id() {
        return id;
    }

    /// The TCP port it listens on, also where the configuration left it to the system.
    public int port() {
        return server.port();
    }

    public StoreStatus status() {
        return store.status();
    }

    @Override
    public void close() {
        try {
            server.close();
        } finally {
            try {
                store.close();
            } finally {
                egress.close();
            }
        }
    }
}
