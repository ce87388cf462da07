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
/// @param business what the chain says of a node as a provider; null for what is no node, for a node without deals
///     as yet, and where the chain does not answer
public record RoleStatus(
        String role,
        int number,
        String id,
        String address,
        @Nullable Long pid,
        boolean up,
        String problem,
        @Nullable Storage storage,
        @Nullable Business business) {
    /// A node's disk.
    ///
    /// @param capacityBytes what its operator gives
    /// @param usedBytes what its logs take, dead bytes included
    /// @param pieces live pieces
    public record Storage(boolean writable, long capacityBytes, long usedBytes, long freeBytes, long pieces) {}

    /// A node's deals, proofs and pay, as the chain has them. Amounts are credits.
    ///
    /// @param deals with pieces or without
    /// @param heldBytes what the deals hold
    /// @param provenEpochs how many epochs it has proven in all
    /// @param missesOfLate how many of the latest epochs that are judged were missed
    /// @param missesInRow how many since the last proof
    /// @param earned what is its own and not paid out
    /// @param heldBack what is kept of its pay
    /// @param due what it has proven and is not yet credited with; null where that is too much to look at
    /// @param collateral what it has at stake
    /// @param failedEpoch the first epoch that its deals pay for no more, once it has failed
    public record Business(
            long deals,
            long heldBytes,
            long provenEpochs,
            int missesOfLate,
            int missesInRow,
            String earned,
            String heldBack,
            @Nullable String due,
            String collateral,
            @Nullable Long failedEpoch) {}

    RoleStatus withBusiness(Business found) {
        return new RoleStatus(role, number, id, address, pid, up, problem, storage, found);
    }

    boolean takesPieces() {
        return up && storage != null && storage.writable();
    }
}
