package network.cairn.chain.state;

import network.cairn.client.ledger.Rejection;

/// Whether transactions make a block on this state, and what it comes to.
public sealed interface ExecutionResult {
    /// They do.
    record Executed(ExecutedBlock block) implements ExecutionResult {}

    /// One of them has no place in a block here.
    ///
    /// @param index which, from 0
    record Refused(int index, Rejection rejection) implements ExecutionResult {}

    /// What the block says of itself is wrong, whatever its transactions are.
    record ContextRefused(String reason) implements ExecutionResult {}
}
