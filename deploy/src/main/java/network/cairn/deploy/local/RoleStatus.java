package network.cairn.deploy.local;

import org.jspecify.annotations.Nullable;

/// How one role of a local network is.
///
/// @param role `node`, `gateway` or `validator`
/// @param number of a node or validator, from 1; 0 for the gateway
/// @param pid its process, or null where none runs
/// @param up whether it answers as itself
/// @param problem why it is not up or not writable; empty while all is well
/// @param storage what a node says of its disk; null for what is no node and for a node that is down
public record RoleStatus(
        String role,
        int number,
        String id,
        String address,
        @Nullable Long pid,
        boolean up,
        String problem,
        @Nullable Storage storage) {
    /// A node's disk.
    ///
    /// @param capacityBytes what its operator gives
    /// @param usedBytes what its logs take, dead bytes included
    /// @param pieces live pieces
    public record Storage(boolean writable, long capacityBytes, long usedBytes, long freeBytes, long pieces) {}

    boolean takesPieces() {
        return up && storage != null && storage.writable();
    }
}
