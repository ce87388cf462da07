package network.cairn.node;

import java.util.List;
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
    private final List<AutoCloseable> closing;

    /// @param closing what ends each part, in that order
    RunningNode(ActorId id, NodeHttpServer server, PieceStore store, List<AutoCloseable> closing) {
        this.closing = closing;
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
        closeAll(closing);
    }

    /// Closes each, whatever becomes of those before it.
    static void closeAll(Iterable<AutoCloseable> parts) {
        RuntimeException first = null;
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                if (first == null) {
                    first = new IllegalStateException("a part of the node did not close", e);
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
