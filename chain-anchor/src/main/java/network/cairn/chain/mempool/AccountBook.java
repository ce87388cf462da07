package network.cairn.chain.mempool;

import java.util.Optional;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;

/// What the mempool asks of the finalised state. Any thread may ask.
public interface AccountBook {
    /// The account as the newest finalised block left it; {@link Account#EMPTY} where it has none.
    Account account(ActorId id);

    /// Why a transaction would have no place in the next block, or would be charged for nothing; empty
    /// if neither.
    ///
    /// @param pendingBefore how many transactions of its sender come before it
    Optional<Rejection> check(Transaction transaction, int pendingBefore);
}
