package network.cairn.proofs.tree;

/// What a state proof shows of a path. Verifiers are total: any bytes in, a verdict out.
public sealed interface StateVerdict {
    /// The state has a record with this value at the path.
    record Present() implements StateVerdict {}

    /// The state has no record at the path.
    record Absent() implements StateVerdict {}

    /// The proof shows neither, and why.
    record Rejected(String reason) implements StateVerdict {}
}
