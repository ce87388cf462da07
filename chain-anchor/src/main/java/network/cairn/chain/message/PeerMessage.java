package network.cairn.chain.message;

import java.util.List;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;

/// What one validator sends another. Who sent it is known from the connection.
public sealed interface PeerMessage {
    /// A message that the consensus step function takes.
    sealed interface ForConsensus extends PeerMessage {}

    /// The leader's block and its own notarize vote for it, which is the signature over the proposal.
    ///
    /// `proposal.vote()` is always a {@link network.cairn.client.ledger.Vote.Notarize} of this block.
    record Propose(SignedVote proposal, Block block) implements ForConsensus {}

    /// A vote.
    record Voted(SignedVote vote) implements ForConsensus {}

    /// A quorum's votes.
    record Certified(Certificate certificate) implements ForConsensus {}

    /// Asks for a block that was notarized or proposed and is missing here.
    record BlockRequest(Round round, BlockHash block) implements ForConsensus {}

    /// A block that was asked for.
    record BlockResponse(Block block) implements ForConsensus {}

    /// Asks for the newest certificates of these views of the epoch: what a proposal's parent needs.
    ///
    /// @param fromView the first view
    /// @param toView the last view, at most {@link #VIEWS_MAX} in all
    record CertificateRequest(long epoch, long fromView, long toView) implements ForConsensus {
        public static final int VIEWS_MAX = 64;
    }

    /// Says how far the sender is: its newest finalised height and the round it is in.
    record Standing(long finalisedHeight, Round round) implements PeerMessage {}

    /// Asks for finalised blocks from this height on.
    record FinalisedRequest(long fromHeight) implements PeerMessage {}

    /// Finalised blocks, ascending without gaps, and the certificate that finalises the last, and so
    /// all before it.
    record FinalisedResponse(List<Block> blocks, Certificate finalization) implements PeerMessage {
        public FinalisedResponse {
            blocks = List.copyOf(blocks);
        }
    }

    /// The peer's oldest block is newer than what was asked for: it has a snapshot of the state at this
    /// height.
    record SnapshotOffer(long height) implements PeerMessage {}

    /// Asks for a part of the snapshot at a height; part 0 is its manifest.
    record SnapshotRequest(long height, int part) implements PeerMessage {}

    /// A part of the snapshot.
    record SnapshotPart(long height, int part, byte[] bytes) implements PeerMessage {
        public SnapshotPart {
            bytes = bytes.clone();
        }
    }

    /// A validator's share of an epoch's beacon.
    record BeaconShare(long epoch, ActorId validator, BeaconSignature share) implements PeerMessage {}

    /// Transactions for the mempool.
    record Transactions(List<Transaction> transactions) implements PeerMessage {
        public Transactions {
            transactions = List.copyOf(transactions);
        }
    }
}
