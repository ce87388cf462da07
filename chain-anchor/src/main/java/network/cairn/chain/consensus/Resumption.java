package network.cairn.chain.consensus;

import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;

/// Takes back what the journal and the ledger kept, and says again what was said.
final class Resumption {
    private final Turn turn;

    Resumption(Turn turn) {
        this.turn = turn;
    }

    /// Own votes are counted and bind again, proposals and certificates stand again, blocks are held.
    void replay(JournalRecord entry) {
        if (entry.round().epoch() != turn.config.epoch() || turn.started) {
            return;
        }
        switch (entry) {
            case JournalRecord.OwnVote(var vote) -> count(vote);
            case JournalRecord.Proposal(var proposal, var block) -> {
                long number = proposal.vote().round().view();
                count(proposal);
                turn.hold(block.hash(), block, number, HeldBlock.Verification.NOT_ASKED);
                turn.views.put(number, turn.view(number).withProposal(proposal));
            }
            case JournalRecord.FetchedBlock(var round, var block) ->
                turn.hold(block.hash(), block, round.view(), HeldBlock.Verification.NOT_ASKED);
            case JournalRecord.Certified(var certificate) -> turn.keep(certificate);
        }
    }

    private void count(SignedVote vote) {
        turn.config.validators().position(vote.validator()).ifPresent(member -> turn.count(member, vote));
    }

    void caughtUp(BlockHeader tip, Certificate finalization) {
        long number = finalization.vote().round().view();
        if (!(finalization.vote() instanceof Vote.Finalize vote)
                || vote.round().epoch() != turn.config.epoch()
                || !vote.block().equals(tip.hash())
                || tip.height() < turn.finalised.header().height()
                || number <= turn.finalised.view()) {
            return;
        }
        turn.keep(finalization);
        turn.finalised = new FinalPoint(number, tip, vote.block());
    }

    void start() {
        if (turn.started) {
            return;
        }
        turn.started = true;
        turn.tallied.addAll(turn.views.keySet());
        long view = turn.finalised.view() + 1;
        for (var entry : turn.views.entrySet()) {
            boolean said = !turn.ownVotes(entry.getKey()).equals(MemberVotes.NONE);
            if (entry.getValue().isCertified()) {
                view = Math.max(view, entry.getKey() + 1);
            } else if (said) {
                view = Math.max(view, entry.getKey());
            }
        }
        if (turn.isFinished()) {
            return;
        }
        turn.enter(view);
        turn.setTimer(
                ConsensusTimer.RETRANSMIT,
                turn.config.timing().retransmitTimeout(turn.delayMillis).toMillis());
        for (long number : turn.views.keySet().stream().toList()) {
            turn.finalizeNotarized(number);
        }
        sayAgain();
    }

    /// Sends the newest certificates and the own votes of the view again.
    void retransmit() {
        turn.ahead.clear();
        if (!turn.asked.isEmpty()) {
            // What one peer did not answer in all this time may be older than what any keeps at hand.
            turn.fallenBehind(turn.anyPeer(), turn.round());
        }
        turn.asked.clear();
        turn.certificatesAsked = 0;
        turn.answered.clear();
        turn.setTimer(
                ConsensusTimer.RETRANSMIT,
                turn.config.timing().retransmitTimeout(turn.delayMillis).toMillis());
        sayAgain();
    }

    private void sayAgain() {
        sayCertificates();
        var own = turn.ownVotes(turn.view);
        var proposal = turn.view(turn.view).proposal();
        if (own.toNotarize() != null) {
            boolean leads = proposal != null && proposal.equals(own.toNotarize());
            var held = own.toNotarize().vote() instanceof Vote.Notarize vote ? turn.blocks.get(vote.block()) : null;
            turn.broadcast(
                    leads && held != null
                            ? new PeerMessage.Propose(own.toNotarize(), held.block())
                            : new PeerMessage.Voted(own.toNotarize()));
        }
        if (own.toNullify() != null) {
            turn.broadcast(new PeerMessage.Voted(own.toNullify()));
        }
        for (long number : turn.views.tailMap(turn.finalised.view(), false).descendingKeySet()) {
            var finalize = turn.ownVotes(number).toFinalize();
            if (finalize != null) {
                turn.broadcast(new PeerMessage.Voted(finalize));
                return;
            }
        }
    }

    /// What brings a peer from any earlier view to this one, and the newest finalization.
    private void sayCertificates() {
        boolean newest = true;
        for (var known : turn.views.descendingMap().values()) {
            if (newest && known.isCertified()) {
                newest = false;
                if (known.notarization() != null) {
                    turn.broadcast(new PeerMessage.Certified(known.notarization()));
                }
                if (known.nullification() != null) {
                    turn.broadcast(new PeerMessage.Certified(known.nullification()));
                }
            }
            if (known.finalization() != null) {
                turn.broadcast(new PeerMessage.Certified(known.finalization()));
                return;
            }
        }
    }
}
