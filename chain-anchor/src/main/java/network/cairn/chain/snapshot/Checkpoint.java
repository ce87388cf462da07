package network.cairn.chain.snapshot;

import network.cairn.proofs.id.BlockHash;

/// A finalised block that an operator vouches for. Where the keys of old validators may have leaked, it
/// keeps a joiner from following a history that they sign anew.
///
/// @param height the last height of an epoch
public record Checkpoint(long height, BlockHash block) {}
