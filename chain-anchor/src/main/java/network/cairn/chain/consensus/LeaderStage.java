package network.cairn.chain.consensus;

/// How far a leader is with its proposal.
enum LeaderStage {
    /// Its parent is not there yet, or it does not lead.
    WAITING,
    /// It keeps the blocks' distance.
    PAUSING,
    /// It may ask for a block.
    READY,
    /// It has asked for one.
    BUILDING
}
