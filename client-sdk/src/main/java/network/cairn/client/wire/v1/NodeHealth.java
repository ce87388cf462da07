package network.cairn.client.wire.v1;

import network.cairn.proofs.id.ActorId;

/// A node's report on itself.
///
/// @param node its id
/// @param writable false when it is read-only; `reason` then says why
/// @param reason empty while it is writable
/// @param capacityBytes what its operator gives
/// @param usedBytes bytes its logs take, dead ones included
/// @param pieces live pieces
/// @param version the software's
public record NodeHealth(
        ActorId node,
        boolean writable,
        String reason,
        long capacityBytes,
        long usedBytes,
        long pieces,
        String version) {
    public long freeBytes() {
        return Math.max(0, capacityBytes - usedBytes);
    }
}
