package network.cairn.chain.consensus;

import java.util.ArrayList;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;

/// Takes in what peers send, nothing of which is believed before it is checked, and answers what they
/// ask. The cheap checks come first; a signature is checked only of what would be news.
final class Intake {
    private final Turn turn;
    private final ConsensusConfig config;
    private final ActorId from;

    Intake(Turn turn, ActorId from) {
        this.turn = turn;
        this.config = turn.config;
        this.from = from;
    }

    void take(PeerMessage.ForConsensus message) {
        switch (message) {
            case PeerMessage.Voted(var vote) -> {
                if (isOfEpoch(vote.vote().round())) {
                    isNews(vote);
                }
            }
            case PeerMessage.Propose(var proposal, var block) -> proposed(proposal, block);
            case PeerMessage.Certified(var certificate) -> certified(certificate);
            case PeerMessage.BlockRequest asked -> blockAsked(asked.block());
            case PeerMessage.BlockResponse(var block) -> fetched(block);
            case PeerMessage.CertificateRequest(long epoch, long fromView, long toView) ->
                certificatesAsked(epoch, fromView, toView);
        }
    }

    /// Whether a round is one of this epoch that there can be.
    private boolean isOfEpoch(Round round) {
        if (round.epoch() > config.epoch()) {
            turn.fallenBehind(from, round);
            return false;
        }
        if (round.epoch() < config.epoch()) {
            return false;
        }
        if (round.view() < 1 || round.view() > Limits.VIEW_MAX) {
            turn.misbehaved("named view " + round);
            return false;
        }
        return true;
    }

    /// Counts a vote. Whether it stands: it was known, or holds and contradicts nothing.
    private boolean isNews(SignedVote vote) {
        long number = vote.vote().round().view();
        var place = config.validators().position(vote.validator());
        if (place.isEmpty()) {
            turn.misbehaved(
                    "sent a vote of " + vote.validator() + ", who is not in the set of epoch " + config.epoch());
            return false;
        }
        int member = place.get();
        if (number < turn.finalised.view() || number + 1 < turn.view) {
            helpOn(vote);
        }
        if (number < turn.finalised.view() || number < turn.view - Limits.VOTES_BEHIND_VIEWS) {
            return false;
        }
        boolean far = number > turn.view + Limits.VOTES_AHEAD_VIEWS;
        if (far && turn.heard.getOrDefault(member, 0L) >= number) {
            return false;
        }
        var given = turn.view(number).votesOf(member);
        if (given.has(vote.vote())) {
            return true;
        }
        var contradicted = given.contradicting(vote.vote());
        if (contradicted != null && given.accused()) {
            return false;
        }
        if (!vote.isSignedWith(turn.memberAt(member).key(), config.chain(), config.verifier())) {
            turn.misbehaved("sent a vote of " + vote.validator() + " in view "
                    + vote.vote().round() + " with a wrong signature");
            return false;
        }
        return turn.hear(member, vote);
    }

    /// Sends a peer that votes in a view long past what lets it go on.
    private void helpOn(SignedVote vote) {
        if (vote.validator().equals(from) && !(vote.vote() instanceof Vote.Finalize)) {
            for (var entry : turn.views.descendingMap().entrySet()) {
                if (entry.getValue().isCertified()) {
                    answer(entry.getValue());
                    return;
                }
            }
        }
    }

    private void proposed(SignedVote proposal, Block block) {
        if (!isOfEpoch(proposal.vote().round())) {
            return;
        }
        if (!(proposal.vote() instanceof Vote.Notarize vote)
                || !config.leader(vote.round().view()).id().equals(proposal.validator())) {
            turn.misbehaved(
                    "sent a proposal of no leader of view " + proposal.vote().round());
            return;
        }
        long number = vote.round().view();
        var known = turn.view(number).proposal();
        if (known != null && known.vote().equals(vote) && turn.blocks.containsKey(vote.block())) {
            return;
        }
        if (!isNews(proposal)) {
            return;
        }
        if (!block.hash().equals(vote.block())) {
            turn.misbehaved("sent another block than the one proposed in view " + vote.round());
            return;
        }
        if (turn.asked.contains(vote.block())) {
            fetched(block);
        } else if (number >= turn.view && number <= turn.view + Limits.PROPOSALS_AHEAD_VIEWS && isWhole(block)) {
            turn.hold(vote.block(), block, number, HeldBlock.Verification.NOT_ASKED);
        }
        if (number >= turn.view && known == null && turn.blocks.containsKey(vote.block())) {
            turn.views.put(number, turn.view(number).withProposal(proposal));
        }
    }

    private boolean isWhole(Block block) {
        if (!block.isWhole()) {
            turn.misbehaved("sent a block with other transactions than its header's");
            return false;
        }
        return true;
    }

    private void certified(Certificate certificate) {
        var vote = certificate.vote();
        if (!isOfEpoch(vote.round())) {
            return;
        }
        long number = vote.round().view();
        if (number < turn.finalised.view()) {
            return;
        }
        var known = turn.view(number).certificate(vote);
        if (known != null && known.vote().equals(vote)) {
            return;
        }
        var check = new CertificateCheck(turn, certificate);
        if (!check.holds()) {
            turn.misbehaved("sent a certificate of view " + vote.round() + " that does not hold");
            return;
        }
        if (number > turn.view + Limits.VOTES_AHEAD_VIEWS) {
            turn.fallenBehind(from, vote.round());
        }
        check.hearSigners();
        Progress.certified(turn, certificate);
    }

    private void fetched(Block block) {
        BlockHash hash = block.hash();
        if (turn.asked.contains(hash) && isWhole(block)) {
            turn.asked.remove(hash);
            turn.journal(new JournalRecord.FetchedBlock(turn.round(), block));
            turn.hold(hash, block, turn.view, HeldBlock.Verification.NOT_ASKED);
        }
    }

    private void blockAsked(BlockHash hash) {
        var held = turn.blocks.get(hash);
        if (held != null && mayAnswer(Limits.BLOCK_ANSWER_COST)) {
            turn.emit(new ConsensusEffect.Send(from, new PeerMessage.BlockResponse(held.block())));
        }
    }

    private void certificatesAsked(long epoch, long fromView, long toView) {
        if (epoch != config.epoch() || fromView < 1 || toView < fromView || toView > Limits.VIEW_MAX) {
            return;
        }
        long last = Math.min(toView, fromView + PeerMessage.CertificateRequest.VIEWS_MAX - 1);
        if (fromView < turn.finalised.view()) {
            answer(turn.view(turn.finalised.view()));
        }
        for (var known :
                new ArrayList<>(turn.views.subMap(fromView, true, last, true).values())) {
            answer(known);
        }
    }

    private void answer(ViewState known) {
        for (var certificate : new Certificate[] {known.notarization(), known.nullification(), known.finalization()}) {
            if (certificate != null && mayAnswer(1)) {
                turn.emit(new ConsensusEffect.Send(from, new PeerMessage.Certified(certificate)));
            }
        }
    }

    private boolean mayAnswer(int cost) {
        int spent = turn.answered.getOrDefault(from, 0);
        if (spent + cost > Limits.ANSWERS_MAX || (spent == 0 && turn.answered.size() >= Limits.ANSWERED_PEERS_MAX)) {
            return false;
        }
        turn.answered.put(from, spent + cost);
        return true;
    }
}
