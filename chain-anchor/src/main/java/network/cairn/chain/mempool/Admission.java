package network.cairn.chain.mempool;

import network.cairn.client.ledger.Rejection;

/// What became of a transaction that asked for a place in the mempool.
public sealed interface Admission {
    /// It has a place.
    record Accepted() implements Admission {}

    /// It had one already.
    record Known() implements Admission {}

    /// It has none, and why.
    record Refused(Rejection rejection) implements Admission {}
}
