package network.cairn.deploy.chain;

import java.util.Optional;
import java.util.function.Predicate;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.TransactionResult;
import network.cairn.client.rpc.BlockEvent;
import network.cairn.client.rpc.ChainStatus;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.proofs.id.TransactionId;

/// A chain, reached through one node that is not trusted: everything but what says otherwise has been
/// checked against
/// the validators' certificates.
///
/// Every method fails with `UNAVAILABLE` where the node does not answer, and with a failure that says so
/// where what
/// it answers does not hold.
public interface ChainAccess extends AutoCloseable {
    Genesis genesis();

    /// The newest final header.
    BlockHeader tip() throws CommandFailure, InterruptedException;

    /// The set of the newest final header's epoch, or of the one after.
    ValidatorSet validators(boolean next) throws CommandFailure, InterruptedException;

    /// A record of the newest final state; nothing where the state has none, which is proven too.
    Optional<byte[]> record(StateKey key) throws CommandFailure, InterruptedException;

    /// The final block at a height.
    Block block(long height) throws CommandFailure, InterruptedException;

    /// What became of a transaction; nothing where the node does not know it as final, which proves
    /// nothing.
    Optional<TransactionResult> result(TransactionId id) throws CommandFailure, InterruptedException;

    /// Hands a transaction to the node; its word on why it did not take it.
    Optional<Rejection> submit(Transaction transaction) throws CommandFailure, InterruptedException;

    /// What the node says of itself. Nobody vouches for it.
    ChainStatus nodeStatus() throws CommandFailure, InterruptedException;

    /// Follows the node's news of final blocks after a height, until one is not wanted. They are the
    /// node's word.
    void events(long afterHeight, Predicate<BlockEvent> wanted) throws CommandFailure, InterruptedException;

    @Override
    void close();
}
