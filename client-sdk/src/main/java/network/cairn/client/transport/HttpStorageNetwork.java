package network.cairn.client.transport;

import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.client.egress.EgressWallet;
import network.cairn.client.identity.Identity;
import network.cairn.client.net.IdentityTls;
import network.cairn.proofs.id.ActorId;

/// The storage nodes of a list, reached over HTTP and mutually authenticated TLS 1.3.
///
/// Each node's connections are pinned to its id and kept for reuse. The list may be replaced at any time: a node
/// that left it, or moved, finishes what is under way and no more is asked of it at its old address. Safe for many
/// threads.
public final class HttpStorageNetwork implements StorageNetwork, AutoCloseable {
    private final Vertx vertx;
    private final Identity client;
    private final IdentityTls tls;
    private final InstantSource clock;
    private final SecureRandom random;
    private final TransportLimits limits;
    private final Optional<EgressWallet> wallet;

    /// Guards the rest.
    private final ReentrantLock lock = new ReentrantLock();

    private List<NodeEndpoint> endpoints;
    private final Map<ActorId, HttpStorageNode> connected = new HashMap<>();
    private boolean closed;

    /// @param client who signs the orders and authenticates the connections
    /// @param clock gives orders their time: a node refuses those of a clock that is minutes off
    /// @param random gives orders their nonces
    public HttpStorageNetwork(
            Vertx vertx,
            Identity client,
            List<NodeEndpoint> nodes,
            InstantSource clock,
            SecureRandom random,
            TransportLimits limits) {
        this(vertx, client, nodes, clock, random, limits, Optional.empty());
    }

    /// As above, with what pays nodes for reads.
    public HttpStorageNetwork(
            Vertx vertx,
            Identity client,
            List<NodeEndpoint> nodes,
            InstantSource clock,
            SecureRandom random,
            TransportLimits limits,
            Optional<EgressWallet> wallet) {
        this.vertx = vertx;
        this.client = client;
        this.tls = IdentityTls.of(client);
        this.clock = clock;
        this.random = random;
        this.limits = limits;
        this.wallet = wallet;
        this.endpoints = distinct(nodes);
    }

    /// Replaces the list of nodes.
    ///
    /// @throws IllegalArgumentException if two entries have the same id
    public void update(List<NodeEndpoint> nodes) {
        List<NodeEndpoint> checked = distinct(nodes);
        lock.lock();
        try {
            endpoints = checked;
            connected.values().removeIf(node -> {
                boolean stays = checked.contains(node.link().endpoint());
                if (!stays) {
                    node.link().close();
                }
                return !stays;
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<NodeEndpoint> nodes() {
        lock.lock();
        try {
            return endpoints;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public StorageNode node(ActorId id) throws NodeException {
        lock.lock();
        try {
            if (closed) {
                throw new NodeException(id, new NodeException.Failure.Unreachable(), "this client is closed");
            }
            HttpStorageNode node = connected.get(id);
            if (node == null) {
                var link = new NodeLink(vertx, endpoint(id), tls, limits);
                node = new HttpStorageNode(link, client, clock, random, limits, wallet);
                connected.put(id, node);
            }
            return node;
        } finally {
            lock.unlock();
        }
    }

    /// A node as the provider of deals.
    public HttpDealProvider provider(ActorId id) throws NodeException {
        return new HttpDealProvider(((HttpStorageNode) node(id)).link(), limits);
    }

    /// Closes every connection once what is under way has ended or the request timeout has passed.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            connected.values().forEach(node -> node.link().close());
            connected.clear();
        } finally {
            lock.unlock();
        }
    }

    private NodeEndpoint endpoint(ActorId id) throws NodeException {
        for (NodeEndpoint endpoint : endpoints) {
            if (endpoint.id().equals(id)) {
                return endpoint;
            }
        }
        throw new NodeException(
                id, new NodeException.Failure.Unreachable(), "not among the " + endpoints.size() + " nodes known here");
    }

    private static List<NodeEndpoint> distinct(List<NodeEndpoint> nodes) {
        long ids = nodes.stream().map(NodeEndpoint::id).distinct().count();
        if (ids != nodes.size()) {
            throw new IllegalArgumentException("a node list of " + nodes.size() + " entries names " + ids + " ids");
        }
        return List.copyOf(nodes);
    }
}
