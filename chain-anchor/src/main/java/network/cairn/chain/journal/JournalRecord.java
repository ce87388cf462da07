package network.cairn.chain.journal;

import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;

/// One entry of the journal.
public sealed interface JournalRecord {
    /// The round it belongs to; records of rounds before the finalised one are dropped with their file.
    Round round();

    /// A vote of this validator. Written before it is sent.
    record OwnVote(SignedVote vote) implements JournalRecord {
        @Override
        public Round round() {
            return vote.vote().round();
        }
    }

    /// A proposal, own or received, whole with its block. Written before the validator votes for it.
    ///
    /// `proposal.vote()` is always a {@link Vote.Notarize} of this block.
    record Proposal(SignedVote proposal, Block block) implements JournalRecord {
        public Proposal {
            if (!(proposal.vote() instanceof Vote.Notarize notarize)
                    || !notarize.block().equals(block.hash())) {
                throw new IllegalArgumentException("a proposal's vote notarizes its own block");
            }
        }

        @Override
        public Round round() {
            return proposal.vote().round();
        }
    }

    /// A block fetched from a peer because a certificate names it.
    record FetchedBlock(Round round, Block block) implements JournalRecord {}

    /// A certificate, made or received.
    record Certified(Certificate certificate) implements JournalRecord {
        @Override
        public Round round() {
            return certificate.vote().round();
        }
    }
}
