package network.cairn.chain.consensus;

import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;

/// A block that is here.
///
/// @param view the newest view it was proposed or asked for in
record HeldBlock(Block block, long view, Verification verification) {
    /// What the ledger said of a block.
    enum Verification {
        NOT_ASKED,
        ASKED,
        VALID,
        INVALID
    }

    BlockHeader header() {
        return block.header();
    }

    HeldBlock with(Verification changed) {
        return new HeldBlock(block, view, changed);
    }

    HeldBlock seenIn(long newest) {
        return newest > view ? new HeldBlock(block, newest, verification) : this;
    }
}
