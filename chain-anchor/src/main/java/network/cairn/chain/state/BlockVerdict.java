package network.cairn.chain.state;

/// Whether a block may follow its parent.
public sealed interface BlockVerdict {
    /// It may; what it does to the state is kept until it or a rival is final.
    record Valid() implements BlockVerdict {}

    /// It may not, whoever asks.
    record Invalid(String reason) implements BlockVerdict {}

    /// Its parent is neither the finalised block nor one that was verified after it.
    record UnknownParent() implements BlockVerdict {}
}
