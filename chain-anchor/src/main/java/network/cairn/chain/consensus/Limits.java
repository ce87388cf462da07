package network.cairn.chain.consensus;

/// How much of what peers send is kept.
final class Limits {
    /// The greatest view there is: far from overflow, and no epoch gets there.
    static final long VIEW_MAX = 1L << 40;

    /// How many views ahead of the own one votes are kept.
    static final int VOTES_AHEAD_VIEWS = 32;

    /// How many views behind the own one votes are kept.
    static final int VOTES_BEHIND_VIEWS = 64;

    /// How many views ahead of the own one proposals are kept.
    static final int PROPOSALS_AHEAD_VIEWS = 4;

    /// How many views above the finalised one are kept. Of older ones only the newest notarization is, and
    /// that those after it were nullified. There are so many only where nothing becomes final for hours.
    static final int VIEWS_KEPT_MAX = 4096;

    /// A leader that voted in none of this many views is not waited for.
    static final int SILENT_VIEWS = 16;

    /// How many blocks may follow the finalised one. A leader at this height proposes the newest one again.
    static final int BLOCKS_AHEAD_MAX = 32;

    /// How many final blocks are kept for peers that are a little late.
    static final int BLOCKS_FINAL_KEPT = 4;

    /// The views whose own notarized block is kept though no notarization is known.
    static final int OWN_BLOCKS_VIEWS = 16;

    /// The newest notarized views whose blocks, with their ancestors, are kept.
    static final int NOTARIZED_BLOCKS_VIEWS = 8;

    /// Blocks that may be asked for at one time.
    static final int BLOCKS_ASKED_MAX = 8;

    /// Of answers to one peer between two retransmissions, in messages; a block counts {@link
    /// #BLOCK_ANSWER_COST}.
    static final int ANSWERS_MAX = 256;

    static final int BLOCK_ANSWER_COST = 8;

    /// Peers whose answers are counted at one time.
    static final int ANSWERED_PEERS_MAX = 256;

    private Limits() {}
}
