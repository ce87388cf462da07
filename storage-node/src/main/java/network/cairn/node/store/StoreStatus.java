package network.cairn.node.store;

/// The piece store's report on itself.
///
/// @param writable false when it takes no more pieces; `reason` then says why
/// @param reason empty while it is writable
/// @param capacityBytes what its operator gives
/// @param usedBytes bytes its logs take on disk, dead and reserved ones included
/// @param pieces live pieces
/// @param corruptPieces pieces known to be damaged: a read or the scrubber found that they do not match
///     their checksums
public record StoreStatus(
        boolean writable, String reason, long capacityBytes, long usedBytes, long pieces, long corruptPieces) {}
