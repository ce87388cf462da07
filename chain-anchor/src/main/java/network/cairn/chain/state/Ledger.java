package network.cairn.chain.state;

import java.util.List;
import java.util.Optional;
import network.cairn.chain.snapshot.Checkpoint;
import network.cairn.chain.snapshot.EpochEnd;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.TransactionId;
import network.cairn.proofs.tree.StateProof;
import org.jspecify.annotations.Nullable;

/// The chain's finalised blocks and state on the disk, and in memory what blocks not final yet would
/// make of it.
///
/// `build`, `verify`, `finalise` and `install` are one thread's; everything else any thread's, and sees
/// the newest finalised state. Nothing here knows the time: a block's own timestamp is all there is.
public interface Ledger extends AutoCloseable {
    Genesis genesis();

    /// The newest finalised header; genesis' own, of height 0, on a new chain.
    BlockHeader tip();

    /// The set of an epoch from genesis, or from the snapshot this ledger began with, to the one after
    /// the tip's. Sets are never pruned: light clients follow them.
    Optional<ValidatorSet> validators(long epoch);

    /// A block on a verified or finalised parent.
    ///
    /// Takes the candidates in order, leaving out those that have no place in a block, until one is
    /// full. The block counts as verified.
    ///
    /// @param timestampMillis the builder's time; the block's is a millisecond after its parent's at least
    /// @param beacon the beacon of the epoch before, where this validator has it; left out where the state
    ///     has it already, or it is not right
    /// @throws IllegalArgumentException if the parent is not known, or the proposer is not in the set
    Block build(
            BlockHash parent,
            ActorId proposer,
            long timestampMillis,
            List<Transaction> candidates,
            Optional<BeaconSignature> beacon);

    /// Whether a block may follow its parent: its header is right in every field but its proposer's
    /// turn and the nearness of its time, every transaction has a place in it, and carrying them out
    /// gives its state root.
    BlockVerdict verify(Block block);

    /// Makes blocks final, parent before child, in one write that survives a loss of power.
    ///
    /// They follow the tip without gaps and are of one epoch, so that each epoch's last block is kept with
    /// a certificate of its own. Those that are not known as verified (any more) are verified here.
    ///
    /// @param finalization the certificate of the last, which the caller has checked
    /// @throws IllegalArgumentException if the blocks do not follow the tip, or the certificate is not the
    ///     last one's
    /// @throws IllegalStateException if one of them is invalid: a quorum has certified what this
    ///     validator's rules forbid, and it must stop
    void finalise(List<Block> blocks, Certificate finalization);

    /// Why a transaction would have no place in the next block, or would be charged for nothing; empty
    /// if neither.
    ///
    /// @param pendingBefore how many transactions of its sender wait before it
    Optional<Rejection> check(Transaction transaction, int pendingBefore);

    /// A finalised record of the state.
    byte @Nullable [] get(StateKey key);

    /// A finalised record with the proof that it is there, or of its absence, and the header whose root
    /// it is under.
    ProvenRecord prove(StateKey key);

    /// A record, its proof, and the block it is of.
    record ProvenRecord(BlockHeader header, byte @Nullable [] value, StateProof proof) {}

    /// The header of a finalised block, genesis' among them. Those of blocks that were pruned are gone with
    /// them, but for each epoch's last: that one and its {@link #finalization} are kept for light clients.
    Optional<BlockHeader> header(long height);

    /// A finalised block that has not been pruned.
    Optional<Block> block(long height);

    /// What became of that block's transactions, one for each.
    Optional<List<Outcome>> outcomes(long height);

    /// The height of a finalised block that has not been pruned.
    Optional<Long> height(BlockHash block);

    /// The certificate that was kept for the first finalised block at or after this height that has one
    /// of its own; where blocks were pruned, that of the epoch's last.
    Optional<Certificate> finalization(long height);

    /// Where a finalised transaction stands whose block has not been pruned.
    Optional<TransactionPlace> transaction(TransactionId id);

    /// A place in a finalised block.
    ///
    /// @param index the transaction's place among the block's, from 0
    record TransactionPlace(long height, int index) {}

    /// The last block of a finished epoch with its certificate and the set that signed it. Never pruned.
    Optional<EpochEnd> epochEnd(long epoch);

    /// The oldest height {@link #block} still has; 1 where nothing has been pruned, one after the tip's
    /// where it has no block.
    long oldestHeight();

    /// Begins to take a snapshot over, in the place of one that was begun and not installed. The ledger
    /// stays as it is until {@link #install}.
    ///
    /// @param verifier checks the certificates that lead from the newest set known here to the snapshot's
    /// @param checkpoint a block that must be the snapshot's or one of the epochs' ends that lead to it;
    ///     one that is not after the tip says nothing
    SnapshotImport importSnapshot(SignatureVerifier verifier, Optional<Checkpoint> checkpoint);

    /// Puts a complete snapshot in the state's place, in one write that survives a loss of power. Its
    /// block is the tip then, and no block before is known.
    ///
    /// @throws IllegalStateException if the import is not complete
    /// @throws IllegalArgumentException if it is not after the tip
    void install(SnapshotImport complete);

    @Override
    void close();
}
