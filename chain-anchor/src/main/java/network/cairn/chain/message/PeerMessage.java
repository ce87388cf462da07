package network.cairn.chain.message;

import java.util.Arrays;
import java.util.List;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;

/// What one validator sends another. Who sent it is known from the connection.
public sealed interface PeerMessage {
    /// A message that the consensus step function takes.
    sealed interface ForConsensus extends PeerMessage {}

    /// The leader's block and its own notarize vote for it, which is the signature over the proposal.
    ///
    /// `proposal.vote()` is always a {@link Vote.Notarize} of this block.
    record Propose(SignedVote proposal, Block block) implements ForConsensus {
        public Propose {
            if (!(proposal.vote() instanceof Vote.Notarize notarize)
                    || !notarize.block().equals(block.hash())) {
                throw new IllegalArgumentException("a proposal's vote notarizes its own block");
            }
        }
    }

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
    /// @param toView the last view, not before the first, at most {@link #VIEWS_MAX} in all
    record CertificateRequest(long epoch, long fromView, long toView) implements ForConsensus {
        public static final int VIEWS_MAX = 64;

        public CertificateRequest {
            notNegative("epoch", epoch);
            notNegative("fromView", fromView);
            if (toView < fromView || toView - fromView >= VIEWS_MAX) {
                throw new IllegalArgumentException(
                        "a request is for 1 to " + VIEWS_MAX + " views, not from " + fromView + " to " + toView);
            }
        }
    }

    /// Says how far the sender is: its newest finalised height and the round it is in.
    record Standing(long finalisedHeight, Round round) implements PeerMessage {
        public Standing {
            notNegative("finalisedHeight", finalisedHeight);
        }
    }

    /// Asks for finalised blocks from this height on.
    record FinalisedRequest(long fromHeight) implements PeerMessage {
        public FinalisedRequest {
            notNegative("fromHeight", fromHeight);
        }
    }

    /// Finalised blocks, ascending without gaps, and the certificate that finalises the last, and so
    /// all before it.
    ///
    /// @param blocks at most {@link #BLOCKS_MAX}, and as many as fit {@link #BLOCKS_BYTES_MAX} of encoding
    record FinalisedResponse(List<Block> blocks, Certificate finalization) implements PeerMessage {
        public static final int BLOCKS_MAX = 256;
        public static final int BLOCKS_BYTES_MAX = 6 << 20;

        public FinalisedResponse {
            blocks = List.copyOf(blocks);
            atMost("blocks", blocks.size(), BLOCKS_MAX);
        }
    }

    /// The peer's oldest block is newer than what was asked for: it has a snapshot of the state at this
    /// height.
    record SnapshotOffer(long height) implements PeerMessage {
        public SnapshotOffer {
            notNegative("height", height);
        }
    }

    /// Asks for a part of the snapshot at a height; part 0 is its manifest.
    record SnapshotRequest(long height, int part) implements PeerMessage {
        public SnapshotRequest {
            notNegative("height", height);
            notNegative("part", part);
        }
    }

    /// A part of the snapshot.
    ///
    /// @param bytes at most {@link #BYTES_MAX}
    record SnapshotPart(long height, int part, byte[] bytes) implements PeerMessage {
        public static final int BYTES_MAX = 4 << 20;

        public SnapshotPart {
            notNegative("height", height);
            notNegative("part", part);
            atMost("bytes of a snapshot's part", bytes.length, BYTES_MAX);
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SnapshotPart that
                    && height == that.height
                    && part == that.part
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(height) * 31 + part;
        }
    }

    /// A validator's share of an epoch's beacon.
    record BeaconShare(long epoch, ActorId validator, BeaconSignature share) implements PeerMessage {
        public BeaconShare {
            notNegative("epoch", epoch);
        }
    }

    /// Transactions for the mempool.
    ///
    /// @param transactions at most {@link #COUNT_MAX}, and as many as fit {@link #BYTES_MAX} of encoding
    record Transactions(List<Transaction> transactions) implements PeerMessage {
        public static final int COUNT_MAX = 8192;
        public static final int BYTES_MAX = 4 << 20;

        public Transactions {
            transactions = List.copyOf(transactions);
            atMost("transactions", transactions.size(), COUNT_MAX);
        }
    }

    private static void notNegative(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " is negative: " + value);
        }
    }

    private static void atMost(String field, int count, int max) {
        if (count > max) {
            throw new IllegalArgumentException(count + " " + field + ", at most " + max + " fit a message");
        }
    }
}
