package network.cairn.chain.journal;

import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;

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
    record Proposal(SignedVote proposal, Block block) implements JournalRecord {
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
