package network.cairn.chain.consensus;

/// The timers of a view.
public enum ConsensusTimer {
    /// The leader's pause until it proposes, so that blocks keep their distance.
    PROPOSE,
    /// How long the leader may take to propose.
    LEADER,
    /// How long the view may take.
    ADVANCE,
    /// When to send the newest certificate and own votes again.
    RETRANSMIT
}
