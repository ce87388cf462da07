package network.cairn.deploy.simulation;

/// A way for a validator to break its word. A liar knows one or several.
enum Lie {
    /// As leader, proposes one block to some and another to others.
    TWO_PROPOSALS,
    /// As leader, proposes blocks that may not follow their parent.
    INVALID_BLOCKS,
    /// As leader, builds on its newest final block although a newer one is notarized.
    SKIPPED_PARENTS,
    /// Keeps what it should send from some or all.
    WITHHOLDING,
    /// Votes for a round to pass and for its block, and for blocks nobody proposed.
    CONTRADICTING_VOTES,
    /// Votes in rounds that are over or far off.
    MISPLACED_VOTES,
    /// Sends votes of others that it signed itself, and certificates that hold nothing.
    FORGERIES,
    /// Sends again what it has seen, in other epochs too.
    REPLAYS,
    /// Answers requests with other things than were asked for, and asks for too much.
    NONSENSE,
    /// Forgets its journal whenever it is down.
    AMNESIA
}
