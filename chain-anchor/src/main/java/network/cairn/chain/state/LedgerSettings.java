package network.cairn.chain.state;

import network.cairn.client.ledger.ChainParameters;

/// What a validator may decide about its own ledger; nothing of it touches what the chain says.
///
/// @param blocksKept how many finalised blocks are kept at least, one or more
/// @param cacheBytesMax memory for finalised pages of the state tree; records get a quarter of it besides
public record LedgerSettings(long blocksKept, long cacheBytesMax) {
    /// Epochs of blocks that {@link #of} keeps.
    public static final int EPOCHS_KEPT = 24;

    private static final long CACHE_BYTES = 96L << 20;

    public LedgerSettings {
        if (blocksKept < 1 || cacheBytesMax < 0) {
            throw new IllegalArgumentException("blocksKept " + blocksKept + " is to be at least 1, cacheBytesMax "
                    + cacheBytesMax + " not negative");
        }
    }

    /// The default: {@value #EPOCHS_KEPT} epochs of blocks, 96 MiB of pages, which holds the whole tree of a million
    /// accounts.
    public static LedgerSettings of(ChainParameters parameters) {
        return new LedgerSettings((long) EPOCHS_KEPT * parameters.epochBlocks(), CACHE_BYTES);
    }
}
