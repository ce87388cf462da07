package network.cairn.client.transport;

import network.cairn.proofs.id.ActorId;

/// Where a node is and who must answer there.
///
/// @param operator who runs it; pieces of one segment go to different operators where there are enough
public record NodeEndpoint(ActorId id, String host, int port, String operator) {
    public NodeEndpoint {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("node " + id + " has no usable address: " + host + ":" + port);
        }
    }

    public String address() {
        return host + ":" + port;
    }
}
