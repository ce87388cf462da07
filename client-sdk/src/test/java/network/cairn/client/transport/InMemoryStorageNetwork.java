package network.cairn.client.transport;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.client.identity.Identity;
import network.cairn.proofs.id.ActorId;

/// A storage network in memory for tests: nodes that sign real receipts over real roots and fail as told.
public final class InMemoryStorageNetwork implements StorageNetwork {
    public static final long CAPACITY_BYTES_DEFAULT = 1L << 40;

    private final Map<ActorId, InMemoryStorageNode> nodes = new LinkedHashMap<>();
    private final List<InMemoryStorageNode> byNumber = new ArrayList<>();
    private final Map<ActorId, Boolean> forgotten = new ConcurrentHashMap<>();

    /// A network of so many nodes, each of an operator of its own; the same ids every time.
    public InMemoryStorageNetwork(int nodes, InstantSource clock) {
        this(nodes, nodes, clock);
    }

    /// A network whose nodes are dealt in turn to so many operators.
    public InMemoryStorageNetwork(int nodes, int operators, InstantSource clock) {
        ActorId client = Identity.ofSeed(seed(-1)).id();
        for (int i = 0; i < nodes; i++) {
            Identity identity = Identity.ofSeed(seed(i));
            var endpoint = new NodeEndpoint(identity.id(), "in-memory", i + 1, "operator-" + i % operators);
            var node = new InMemoryStorageNode(endpoint, identity, client, clock, CAPACITY_BYTES_DEFAULT);
            this.nodes.put(identity.id(), node);
            byNumber.add(node);
        }
    }

    private static byte[] seed(int number) {
        return ByteBuffer.allocate(Identity.SEED_LENGTH_BYTES).putInt(number).array();
    }

    @Override
    public List<NodeEndpoint> nodes() {
        return byNumber.stream()
                .map(InMemoryStorageNode::endpoint)
                .filter(endpoint -> !forgotten.containsKey(endpoint.id()))
                .toList();
    }

    @Override
    public StorageNode node(ActorId id) throws NodeException {
        InMemoryStorageNode node = nodes.get(id);
        if (node == null || forgotten.containsKey(id)) {
            throw new NodeException(id, new NodeException.Failure.Unreachable(), "no such node is known");
        }
        return node;
    }

    /// The node of this number, to set its fault or look inside.
    public InMemoryStorageNode at(int number) {
        return byNumber.get(number);
    }

    public InMemoryStorageNode inMemory(ActorId id) {
        InMemoryStorageNode node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("no such node: " + id);
        }
        return node;
    }

    public List<InMemoryStorageNode> all() {
        return List.copyOf(byNumber);
    }

    /// Takes a node off the list, as if it had left for good.
    public void forget(ActorId id) {
        forgotten.put(id, true);
    }

    /// Ends every fault.
    public void heal() {
        byNumber.forEach(node -> node.fault(new NodeFault.None()));
    }

    /// Pieces on all nodes together.
    public int pieces() {
        return byNumber.stream().mapToInt(node -> node.pieceIds().size()).sum();
    }
}
