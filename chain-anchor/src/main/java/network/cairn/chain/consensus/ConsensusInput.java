package network.cairn.chain.consensus;

import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Round;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;

/// What the step function is told. Each carries nothing but what happened; what to do about it is the
/// step's to say.
public sealed interface ConsensusInput {
    /// A record of the journal, read back after a restart; all of them in order, before {@link
    /// Started}. They give no effects.
    record Replayed(JournalRecord entry) implements ConsensusInput {}

    /// The ledger's newest final block, where it is in this epoch: after a restart, between the last {@link
    /// Replayed} and {@link Started}, so that what the journal knows final and the ledger does not is
    /// finalised again; later, when blocks were fetched finalised from peers. The certificate has been
    /// checked.
    record CaughtUp(BlockHeader tip, Certificate finalization, long nowMillis) implements ConsensusInput {}

    /// The epoch may begin, or go on after a restart.
    record Started(long nowMillis) implements ConsensusInput {}

    /// A peer's message. Nothing in it has been checked.
    record Received(ActorId from, PeerMessage.ForConsensus message, long nowMillis) implements ConsensusInput {}

    /// A timer that was set and not cancelled has run out.
    record TimerFired(ConsensusTimer timer, Round round, long nowMillis) implements ConsensusInput {}

    /// The block that {@link ConsensusEffect.BuildBlock} asked for.
    record BlockBuilt(Round round, Block block, long nowMillis) implements ConsensusInput {}

    /// Whether the block that {@link ConsensusEffect.VerifyBlock} named may follow its parent.
    record BlockVerified(Round round, BlockHash block, boolean valid, long nowMillis) implements ConsensusInput {}
}
