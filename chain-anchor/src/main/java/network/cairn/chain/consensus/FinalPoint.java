package network.cairn.chain.consensus;

import network.cairn.client.ledger.BlockHeader;
import network.cairn.proofs.id.BlockHash;

/// The newest final block.
///
/// @param view the view whose finalization made it so; 0 for the block the epoch starts from
record FinalPoint(long view, BlockHeader header, BlockHash hash) {}
