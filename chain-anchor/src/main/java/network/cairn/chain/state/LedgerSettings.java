package network.cairn.chain.state;

import network.cairn.client.ledger.ChainParameters;

/// What a validator may decide about its own ledger; nothing of it touches what the chain says.
///
/// @param blocksKept how many finalised blocks are kept at least, one or more
/// @param pageCacheBytesMax memory for finalised pages of the state tree
public record LedgerSettings(long blocksKept, long pageCacheBytesMax) {
    /// Epochs of blocks that {@link #of} keeps.
    public static final int EPOCHS_KEPT = 24;

    private static final long PAGE_CACHE_BYTES = 32L << 20;

    public LedgerSettings {
        if (blocksKept < 1 || pageCacheBytesMax < 0) {
            throw new IllegalArgumentException("blocksKept " + blocksKept + " is to be at least 1, pageCacheBytesMax "
                    + pageCacheBytesMax + " not negative");
        }
    }

    /// The default: {@value #EPOCHS_KEPT} epochs of blocks, 32 MiB of pages.
    public static LedgerSettings of(ChainParameters parameters) {
        return new LedgerSettings((long) EPOCHS_KEPT * parameters.epochBlocks(), PAGE_CACHE_BYTES);
    }
}
