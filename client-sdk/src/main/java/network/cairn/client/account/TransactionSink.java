package network.cairn.client.account;

import java.util.Optional;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.light.ChainSourceException;

/// Takes transactions for the ledger: a node's RPC, or a test's double.
@FunctionalInterface
public interface TransactionSink {
    /// @return why it was not taken; empty where it waits for a block now
    Optional<Rejection> submit(Transaction transaction) throws ChainSourceException;
}
