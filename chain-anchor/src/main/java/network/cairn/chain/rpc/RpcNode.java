package network.cairn.chain.rpc;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import network.cairn.chain.mempool.Admission;
import network.cairn.chain.state.Ledger;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.TransactionId;

/// The node behind the RPC. Any thread may ask it.
public interface RpcNode {
    Ledger ledger();

    /// Hands transactions to the mempool, and answers what became of each, in order.
    CompletableFuture<List<Admission>> submit(List<Transaction> transactions);

    /// A transaction that waits in the mempool.
    Optional<Transaction> pending(TransactionId id);

    /// The nonce an account's next transaction should carry, those that wait counted.
    long nextNonce(ActorId account);

    NodeStatus status();
}
