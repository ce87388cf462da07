package network.cairn.chain.mempool;

import network.cairn.client.ledger.Amount;

/// How full the mempool is.
///
/// @param senders accounts with transactions in it
/// @param ready senders whose next transaction is here
/// @param feePerByteToEnter what a transaction must pay per byte to have a place now
public record MempoolStatus(int transactions, long bytes, int senders, int ready, Amount feePerByteToEnter) {}
