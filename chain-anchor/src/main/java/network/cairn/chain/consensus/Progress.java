package network.cairn.chain.consensus;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.Signature;
import org.jspecify.annotations.Nullable;

/// The rules of Simplex, gone through after each input until none has anything more to do.
///
/// They look at what is known, never at what has just come: so it makes no difference in which order
/// that came, or whether it came out of the journal.
final class Progress {
    private final Turn turn;
    private final ConsensusConfig config;
    private final Branch branch;

    Progress(Turn turn) {
        this.turn = turn;
        this.config = turn.config;
        this.branch = new Branch(turn);
    }

    void run() {
        boolean moved = true;
        while (moved && !turn.isStopped()) {
            branch.wantNothing();
            moved = formCertificates();
            moved |= advance();
            moved |= finalise();
            moved = moved || lead() || follow();
        }
        if (!turn.isStopped()) {
            branch.ask();
        }
    }

    private boolean formCertificates() {
        boolean formed = false;
        while (!turn.tallied.isEmpty()) {
            long number = turn.tallied.removeFirst();
            formed |= form(number);
        }
        return formed;
    }

    private boolean form(long number) {
        Map<Vote, Map<ActorId, Signature>> signatures = new LinkedHashMap<>();
        Map<Vote, Long> power = new LinkedHashMap<>();
        turn.view(number).votes().forEach((place, given) -> {
            tally(signatures, power, place, given.toNotarize());
            tally(signatures, power, place, given.toNullify());
            tally(signatures, power, place, given.toFinalize());
        });
        boolean formed = false;
        for (var entry : signatures.entrySet()) {
            var vote = entry.getKey();
            if (turn.view(number).certificate(vote) == null
                    && config.validators().isQuorum(power.getOrDefault(vote, 0L))) {
                certified(turn, Certificate.of(vote, config.validators(), entry.getValue()));
                formed = true;
            }
        }
        return formed;
    }

    private void tally(
            Map<Vote, Map<ActorId, Signature>> signatures,
            Map<Vote, Long> power,
            int place,
            @Nullable SignedVote given) {
        if (given != null) {
            signatures
                    .computeIfAbsent(given.vote(), _ -> new LinkedHashMap<>())
                    .put(given.validator(), given.signature());
            power.merge(given.vote(), turn.memberAt(place).power(), Long::sum);
        }
    }

    /// Takes a certificate that holds and was not known: writes it down, passes it on, and says what
    /// follows from it.
    static void certified(Turn turn, Certificate certificate) {
        turn.keep(certificate);
        if (turn.safetyLost) {
            return;
        }
        turn.journal(new JournalRecord.Certified(certificate));
        turn.broadcast(new PeerMessage.Certified(certificate));
        turn.finalizeNotarized(certificate.vote().round().view());
    }

    private boolean advance() {
        long next = Math.max(turn.view, reachedByOthers());
        for (var entry : turn.views.tailMap(turn.view, true).descendingMap().entrySet()) {
            if (entry.getValue().isCertified()) {
                next = Math.max(next, entry.getKey() + 1);
                break;
            }
        }
        if (next == turn.view) {
            return false;
        }
        turn.enter(next);
        return true;
    }

    /// The newest view that members with an honest one among them have voted in.
    private long reachedByOthers() {
        long power = 0;
        var newestFirst = turn.heard.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder()))
                .toList();
        for (var entry : newestFirst) {
            power += turn.memberAt(entry.getKey()).power();
            if (config.validators().hasHonestMember(power)) {
                return entry.getValue();
            }
        }
        return 0;
    }

    private boolean finalise() {
        for (var entry :
                turn.views.tailMap(turn.finalised.view(), false).descendingMap().entrySet()) {
            var block = entry.getValue().finalized();
            var certificate = entry.getValue().finalization();
            if (block != null && certificate != null) {
                return finalise(entry.getKey(), block, certificate);
            }
        }
        return false;
    }

    private boolean finalise(long view, BlockHash block, Certificate certificate) {
        if (block.equals(turn.finalised.hash())) {
            turn.finalised = new FinalPoint(view, turn.finalised.header(), block);
            return true;
        }
        switch (branch.reach(block)) {
            case MISSING -> {
                return false;
            }
            case ELSEWHERE -> {
                turn.loseSafety("block " + block + " is final in view " + view + " and does not follow the final block "
                        + turn.finalised.hash());
                return false;
            }
            case WHOLE -> {}
        }
        var path = branch.path(block);
        turn.emit(new ConsensusEffect.Finalised(path, certificate));
        turn.finalised = new FinalPoint(view, path.getLast().header(), block);
        return true;
    }

    /// A parent for the view's block.
    private record Parent(long view, BlockHash block) {}

    /// The newest notarized block that is here, all views after which may pass without one.
    private @Nullable Parent newestParent() {
        for (long number = turn.view - 1; number > turn.finalised.view(); number--) {
            if (turn.passed.contains(number)) {
                number = turn.passed.first();
                continue;
            }
            var known = turn.view(number);
            var notarized = known.notarized();
            if (notarized != null && branch.reach(notarized) == Branch.Reach.WHOLE) {
                return new Parent(number, notarized);
            }
            if (known.nullification() == null) {
                if (notarized == null) {
                    branch.wantCertificates(turn.finalised.view() + 1, number);
                }
                return null;
            }
        }
        return new Parent(turn.finalised.view(), turn.finalised.hash());
    }

    /// The leader's part. Whether it voted.
    private boolean lead() {
        if (!config.leads(turn.self, turn.view)
                || turn.stage == LeaderStage.BUILDING
                || turn.ownVotes(turn.view).toNotarize() != null) {
            return false;
        }
        var parent = newestParent();
        if (parent == null) {
            return false;
        }
        var header = branch.header(parent.block());
        if (mayHaveNoChild(header)) {
            var held = turn.blocks.get(parent.block());
            return held != null && propose(turn, parent.view(), parent.block(), held.block());
        }
        if (branch.isVerified(parent.block())) {
            build(parent, header);
        }
        return false;
    }

    /// Whether the block is to be proposed again rather than followed: it is the epoch's last, or too
    /// many blocks wait to become final.
    private boolean mayHaveNoChild(BlockHeader header) {
        return header.height() >= config.lastHeight()
                || header.height() - turn.finalised.header().height() >= Limits.BLOCKS_AHEAD_MAX;
    }

    private void build(Parent parent, BlockHeader header) {
        if (turn.stage == LeaderStage.PAUSING) {
            return;
        }
        long target = config.timing().blockTarget().toMillis();
        long pause = Math.min(target, header.timestampMillis() - turn.nowMillis + target);
        if (turn.stage == LeaderStage.WAITING && pause > 0) {
            turn.stage = LeaderStage.PAUSING;
            turn.setTimer(ConsensusTimer.PROPOSE, pause);
            return;
        }
        turn.stage = LeaderStage.BUILDING;
        turn.buildParentView = parent.view();
        turn.emit(new ConsensusEffect.BuildBlock(turn.round(), parent.block()));
    }

    /// Proposes a block in the view. Whether it may.
    static boolean propose(Turn turn, long parentView, BlockHash hash, Block block) {
        var vote = turn.sign(new Vote.Notarize(turn.round(), parentView, hash));
        if (vote == null) {
            return false;
        }
        turn.hold(hash, block, turn.view, HeldBlock.Verification.NOT_ASKED);
        turn.views.put(turn.view, turn.view(turn.view).withProposal(vote));
        turn.journal(new JournalRecord.Proposal(vote, block));
        turn.give(vote);
        turn.emit(new ConsensusEffect.CancelTimer(ConsensusTimer.LEADER));
        turn.broadcast(new PeerMessage.Propose(vote, block));
        return true;
    }

    /// What the leader's proposal comes to. Whether a vote.
    private boolean follow() {
        var proposal = turn.view(turn.view).proposal();
        if (proposal == null && isLeaderSilent()) {
            return turn.nullify();
        }
        if (turn.self < 0
                || turn.refused
                || proposal == null
                || !(proposal.vote() instanceof Vote.Notarize vote)
                || turn.ownVotes(turn.view).toNotarize() != null) {
            return false;
        }
        var held = turn.blocks.get(vote.block());
        if (held == null || !hasParent(vote)) {
            return false;
        }
        var parent = branch.notarized(vote.parentView());
        if (parent == null || branch.reach(parent) != Branch.Reach.WHOLE) {
            return false;
        }
        if (!vote.block().equals(parent)) {
            var wrong = wrongIn(held.header(), parent);
            if (wrong != null) {
                return refuse(wrong);
            }
            if (isTooEarly(held.header())) {
                turn.refused = true;
                return turn.nullify();
            }
            if (!branch.isVerified(parent)) {
                return false;
            }
            switch (branch.verify(vote.block())) {
                case INVALID -> {
                    return refuse("proposed block " + vote.block() + " in view " + turn.round() + ", which is invalid");
                }
                case NOT_ASKED, ASKED -> {
                    return false;
                }
                case VALID -> {}
            }
        }
        return notarize(proposal, vote, held.block());
    }

    /// Whether the leader has voted in none of the last views though a quorum has: it need not be
    /// waited for. As soon as it votes again its turns count.
    private boolean isLeaderSilent() {
        long recent = turn.view - Limits.SILENT_VIEWS;
        var leader = config.leader(turn.view).id();
        int place = config.validators().position(leader).orElseThrow();
        if (place == turn.self || turn.heard.getOrDefault(place, 0L) >= recent) {
            return false;
        }
        long power = turn.self < 0 ? 0 : turn.memberAt(turn.self).power();
        for (var entry : turn.heard.entrySet()) {
            power += entry.getValue() >= recent ? turn.memberAt(entry.getKey()).power() : 0;
        }
        return config.validators().isQuorum(power);
    }

    /// Whether the proposal's parent is known to be notarized, and each view after it to have passed.
    private boolean hasParent(Vote.Notarize vote) {
        if (vote.parentView() < turn.finalised.view()) {
            return false;
        }
        for (long number = turn.view - 1; number > vote.parentView(); number--) {
            if (turn.passed.contains(number)) {
                number = Math.max(turn.passed.first(), vote.parentView() + 1);
            } else if (turn.view(number).nullification() == null) {
                branch.wantCertificates(vote.parentView(), number);
                return false;
            }
        }
        if (branch.notarized(vote.parentView()) == null) {
            branch.wantCertificates(vote.parentView(), vote.parentView());
            return false;
        }
        return true;
    }

    /// What is wrong in a header on this parent, of what the ledger does not look at or cannot know.
    private @Nullable String wrongIn(BlockHeader header, BlockHash parentHash) {
        var parent = branch.header(parentHash);
        var leader = config.leader(turn.view).id();
        if (!header.chain().equals(config.chain()) || header.epoch() != config.epoch()) {
            return "proposed a block of another chain or epoch";
        }
        if (!header.parent().equals(parentHash) || header.height() != parent.height() + 1) {
            return "proposed a block at height " + header.height() + " that does not follow the parent it names";
        }
        if (header.height() > config.lastHeight()) {
            return "proposed a block at height " + header.height() + ", beyond the epoch's last, "
                    + config.lastHeight();
        }
        if (!header.proposer().equals(leader)) {
            return "proposed a block that names " + header.proposer() + " as its proposer";
        }
        if (header.timestampMillis() <= parent.timestampMillis()) {
            return "proposed a block that is no later than its parent";
        }
        return null;
    }

    /// Whether this validator may not vote for the block though its leader may be honest: its clock may
    /// be ahead of this one's, and more may be final there than here.
    private boolean isTooEarly(BlockHeader header) {
        return header.timestampMillis() - turn.nowMillis
                        > config.timing().clockAheadMax().toMillis()
                || header.height() - turn.finalised.header().height() > Limits.BLOCKS_AHEAD_MAX;
    }

    private boolean refuse(String what) {
        turn.refused = true;
        turn.emit(new ConsensusEffect.Misbehaved(config.leader(turn.view).id(), what));
        return turn.nullify();
    }

    private boolean notarize(SignedVote proposal, Vote.Notarize vote, Block block) {
        var own = turn.sign(vote);
        if (own == null) {
            return false;
        }
        turn.journal(new JournalRecord.Proposal(proposal, block));
        turn.give(own);
        turn.emit(new ConsensusEffect.CancelTimer(ConsensusTimer.LEADER));
        turn.broadcast(new PeerMessage.Voted(own));
        return true;
    }
}
