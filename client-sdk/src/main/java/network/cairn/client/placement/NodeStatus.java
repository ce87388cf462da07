package network.cairn.client.placement;

import java.time.Instant;
import java.util.Optional;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.wire.v1.NodeHealth;

/// The newest that is known of a node's health.
///
/// @param health its last report, which may be old if it is not reachable
/// @param reachable whether it answered when last asked
/// @param problem why it did not; empty if it did
/// @param askedAt when it was last asked
public record NodeStatus(
        NodeEndpoint node, Optional<NodeHealth> health, boolean reachable, String problem, Instant askedAt) {}
