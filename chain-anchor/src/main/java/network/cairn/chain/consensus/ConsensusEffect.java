package network.cairn.chain.consensus;

import java.time.Duration;
import java.util.List;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;

/// What the step function wants done. Effects are carried out in order, and none after a {@link
/// Journal} before that one's record is on the disk.
public sealed interface ConsensusEffect {
    /// Writes a record that must outlive a loss of power.
    record Journal(JournalRecord entry) implements ConsensusEffect {}

    /// Sends to every other member of the set.
    record Broadcast(PeerMessage.ForConsensus message) implements ConsensusEffect {}

    /// Sends to one peer.
    record Send(ActorId to, PeerMessage.ForConsensus message) implements ConsensusEffect {}

    /// Starts a timer, in the place of one of the same kind that still runs.
    record SetTimer(ConsensusTimer timer, Round round, Duration delay) implements ConsensusEffect {}

    record CancelTimer(ConsensusTimer timer) implements ConsensusEffect {}

    /// Asks for a block on this parent; answered by {@link ConsensusInput.BlockBuilt}, or by nothing.
    record BuildBlock(Round round, BlockHash parent) implements ConsensusEffect {}

    /// Asks whether a block may follow its parent; answered by {@link ConsensusInput.BlockVerified}.
    /// The parent and its ancestors back to the finalised block have been verified before.
    record VerifyBlock(Round round, Block block) implements ConsensusEffect {}

    /// These blocks are final, parent before child, by the certificate of the last. Some may not have been
    /// verified here: a quorum has, and the ledger carries them out now.
    record Finalised(List<Block> blocks, Certificate finalization) implements ConsensusEffect {
        public Finalised {
            blocks = List.copyOf(blocks);
        }
    }

    /// Two contradicting votes were seen.
    record Accuse(Equivocation equivocation) implements ConsensusEffect {}

    /// Certificates show that others are beyond what can be asked of them block by block.
    record FallenBehind(ActorId peer, Round round) implements ConsensusEffect {}

    /// A peer sent what no honest one sends; the network scores it.
    record Misbehaved(ActorId peer, String what) implements ConsensusEffect {}

    /// A vote was asked for that contradicts one this validator gave; it was not signed.
    record Refused(Vote asked, Vote given) implements ConsensusEffect {}

    /// What was seen cannot be while less than a third of the power lies. Its validator stops: from here
    /// on nobody's word is worth more than another's.
    record SafetyLost(String what) implements ConsensusEffect {}
}
