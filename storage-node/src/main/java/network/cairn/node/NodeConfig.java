package network.cairn.node;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import network.cairn.node.deal.ProviderSettings;
import network.cairn.proofs.id.ActorId;

/// What an operator decides about a storage node.
///
/// @param listenHost address or name to listen on, `0.0.0.0` for every interface
/// @param listenPort TCP port to listen on; 0 lets the system choose
/// @param dataFolder folder of the piece store, made if it is not there; nobody else writes in it
/// @param capacityBytes most bytes of disk the piece store takes
/// @param allowedClients the clients whose orders are filled; empty for everybody's
/// @param operator who runs the node, as the network's node list names them
/// @param business what it does on a ledger; empty for a node that stores for its clients without one
/// @param limits what clients may ask of the node
public record NodeConfig(
        String listenHost,
        int listenPort,
        Path dataFolder,
        long capacityBytes,
        Set<ActorId> allowedClients,
        String operator,
        Optional<ProviderSettings> business,
        NodeLimits limits) {
    /// The least capacity with which a node is of use.
    public static final long CAPACITY_BYTES_MIN = 1L << 20;

    public NodeConfig {
        if (listenHost.isBlank()) {
            throw new IllegalArgumentException("listenHost is empty; 0.0.0.0 listens on every interface");
        }
        if (listenPort < 0 || listenPort > 65535) {
            throw new IllegalArgumentException("listenPort is 0 .. 65535, not " + listenPort);
        }
        if (capacityBytes < CAPACITY_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "capacityBytes is at least " + CAPACITY_BYTES_MIN + ", not " + capacityBytes);
        }
        if (operator.isBlank()) {
            throw new IllegalArgumentException("operator is empty; it names who runs the node");
        }
        allowedClients = Set.copyOf(allowedClients);
    }

    /// A node that does no business on a ledger.
    public NodeConfig(
            String listenHost,
            int listenPort,
            Path dataFolder,
            long capacityBytes,
            Set<ActorId> allowedClients,
            String operator,
            NodeLimits limits) {
        this(listenHost, listenPort, dataFolder, capacityBytes, allowedClients, operator, Optional.empty(), limits);
    }

    public String address() {
        return listenHost + ":" + listenPort;
    }
}
