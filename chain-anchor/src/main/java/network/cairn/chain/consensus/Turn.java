package network.cairn.chain.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.ValidatorSet.Member;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// The working copy of the state during one step, what the step has had done so far, and the few acts
/// that the rules are made of.
final class Turn {
    final ConsensusConfig config;
    final int self;
    final long nowMillis;

    /// Who sent what is being taken in; null where nobody did.
    final @Nullable ActorId from;

    boolean started;
    boolean safetyLost;
    long view;
    LeaderStage stage;
    long buildParentView;
    boolean timedOut;
    boolean refused;
    FinalPoint finalised;
    final TreeMap<Long, ViewState> views;
    final TreeMap<BlockHash, HeldBlock> blocks;
    final TreeMap<Integer, Long> heard;
    long delayMillis;
    final TreeSet<BlockHash> asked;
    long certificatesAsked;
    PassedViews passed;
    final TreeSet<ActorId> ahead;
    final TreeMap<ActorId, Integer> answered;
    int nextPeer;

    /// Views with votes that may make a certificate.
    final SortedSet<Long> tallied = new TreeSet<>();

    private final List<ConsensusEffect> effects = new ArrayList<>();

    Turn(ConsensusConfig config, ConsensusState state, long nowMillis, @Nullable ActorId from) {
        this.config = config;
        this.self = config.self();
        this.nowMillis = nowMillis;
        this.from = from;
        this.started = state.started();
        this.safetyLost = state.safetyLost();
        this.view = state.view();
        this.stage = state.stage();
        this.buildParentView = state.buildParentView();
        this.timedOut = state.timedOut();
        this.refused = state.refused();
        this.finalised = state.finalised();
        this.views = new TreeMap<>(state.views());
        this.blocks = new TreeMap<>(state.blocks());
        this.heard = new TreeMap<>(state.heard());
        this.delayMillis = state.delayMillis();
        this.asked = new TreeSet<>(state.asked());
        this.certificatesAsked = state.certificatesAsked();
        this.passed = state.passed();
        this.ahead = new TreeSet<>(state.ahead());
        this.answered = new TreeMap<>(state.answered());
        this.nextPeer = state.nextPeer();
    }

    Step end() {
        var state = new ConsensusState(
                started,
                safetyLost,
                view,
                stage,
                buildParentView,
                timedOut,
                refused,
                finalised,
                views,
                blocks,
                heard,
                delayMillis,
                asked,
                certificatesAsked,
                passed,
                ahead,
                answered,
                nextPeer);
        return new Step(state, effects);
    }

    void emit(ConsensusEffect effect) {
        effects.add(effect);
    }

    void journal(JournalRecord entry) {
        emit(new ConsensusEffect.Journal(entry));
    }

    void broadcast(PeerMessage.ForConsensus message) {
        if (config.validators().size() > 1 && self >= 0) {
            emit(new ConsensusEffect.Broadcast(message));
        }
    }

    void misbehaved(String what) {
        if (from != null) {
            emit(new ConsensusEffect.Misbehaved(from, what));
        }
    }

    /// Stops everything: what was seen cannot be.
    void loseSafety(String what) {
        if (!safetyLost) {
            safetyLost = true;
            emit(new ConsensusEffect.SafetyLost(what));
        }
    }

    void fallenBehind(@Nullable ActorId peer, Round round) {
        if (peer != null && ahead.size() < Limits.ANSWERED_PEERS_MAX && ahead.add(peer)) {
            emit(new ConsensusEffect.FallenBehind(peer, round));
        }
    }

    boolean isFinished() {
        return finalised.header().height() >= config.lastHeight();
    }

    /// Whether there is nothing more to say in this epoch.
    boolean isStopped() {
        return safetyLost || !started || isFinished();
    }

    Round round() {
        return config.round(view);
    }

    ViewState view(long number) {
        return views.getOrDefault(number, ViewState.EMPTY);
    }

    MemberVotes ownVotes(long number) {
        return self < 0 ? MemberVotes.NONE : view(number).votesOf(self);
    }

    void hold(BlockHash hash, Block block, long seenIn, HeldBlock.Verification verification) {
        var held = blocks.get(hash);
        if (held == null) {
            blocks.put(hash, new HeldBlock(block, seenIn, verification));
        } else {
            var newer = held.seenIn(seenIn);
            blocks.put(hash, verification == HeldBlock.Verification.VALID ? newer.with(verification) : newer);
        }
    }

    /// Counts a member's vote, whose signature has been checked.
    void count(int member, SignedVote vote) {
        long number = vote.vote().round().view();
        var given = view(number).votesOf(member);
        if (given.sameKind(vote.vote()) == null) {
            views.put(number, view(number).withVotes(member, given.with(vote)));
            tallied.add(number);
        }
    }

    /// Takes in a member's vote whose signature has been checked. Whether it contradicts none it gave.
    boolean hear(int member, SignedVote vote) {
        long number = vote.vote().round().view();
        if (member != self) {
            heard.merge(member, number, Math::max);
        }
        if (number > view + Limits.VOTES_AHEAD_VIEWS || number < view - Limits.VOTES_BEHIND_VIEWS) {
            return false;
        }
        var given = view(number).votesOf(member);
        var contradicted = given.contradicting(vote.vote());
        if (contradicted != null && !given.accused()) {
            emit(new ConsensusEffect.Accuse(Equivocation.of(contradicted, vote)));
            views.put(number, view(number).withVotes(member, given.withAccused()));
        }
        count(member, vote);
        return contradicted == null;
    }

    /// Keeps a certificate that holds, and tells if it cannot be.
    void keep(Certificate certificate) {
        long number = certificate.vote().round().view();
        var known = view(number);
        var same = known.certificate(certificate.vote());
        if (same != null && !same.vote().equals(certificate.vote())) {
            loseSafety("a quorum says " + same.vote() + ", and a quorum says " + certificate.vote());
            return;
        }
        var with = known.with(certificate);
        var notarized = with.notarized();
        var finalized = with.finalized();
        if (finalized != null && (with.nullification() != null || !Objects.equals(finalized, notarized))) {
            loseSafety("view " + certificate.vote().round() + " is final and is not: " + finalized);
            return;
        }
        views.put(number, with);
    }

    /// The one place where anything is signed. What was given before in that view, also before a
    /// restart, decides whether it may be.
    ///
    /// @return null if nothing is to be said
    @Nullable
    SignedVote sign(Vote vote) {
        long number = vote.round().view();
        if (isStopped() || self < 0 || vote.round().epoch() != config.epoch()) {
            return null;
        }
        // Of views this old the own votes may be forgotten already.
        if (number <= finalised.view() || number < view - Limits.VOTES_BEHIND_VIEWS) {
            return null;
        }
        var own = ownVotes(number);
        if (own.has(vote)) {
            return null;
        }
        var given = own.contradicting(vote);
        if (given != null) {
            emit(new ConsensusEffect.Refused(vote, given.vote()));
            return null;
        }
        return SignedVote.sign(config.signer().orElseThrow(), config.chain(), vote);
    }

    /// Binds this validator to a vote it signed, before anybody sees it.
    void give(SignedVote vote) {
        journal(new JournalRecord.OwnVote(vote));
        count(self, vote);
    }

    /// Says that the view may pass without a block, unless its block was finalized or it was said.
    boolean nullify() {
        if (ownVotes(view).toFinalize() != null) {
            return false;
        }
        var vote = sign(new Vote.Nullify(round()));
        if (vote == null) {
            return false;
        }
        give(vote);
        broadcast(new PeerMessage.Voted(vote));
        return true;
    }

    /// Says that the view's notarized block was seen, unless it was said that the view may pass
    /// without one.
    void finalizeNotarized(long number) {
        var notarization = view(number).notarization();
        if (number > finalised.view()
                && notarization != null
                && notarization.vote() instanceof Vote.Notarize notarized
                && ownVotes(number).toNullify() == null
                && ownVotes(number).toFinalize() == null) {
            var vote = sign(new Vote.Finalize(notarized.round(), notarized.parentView(), notarized.block()));
            if (vote != null) {
                give(vote);
                broadcast(new PeerMessage.Voted(vote));
            }
        }
    }

    /// Goes to a later view.
    void enter(long next) {
        if (timedOut) {
            delayMillis = config.timing().longer(delayMillis);
        } else if (next == view + 1 && view(view).notarized() != null) {
            delayMillis = config.timing().shorter(delayMillis);
        }
        if (stage == LeaderStage.PAUSING) {
            emit(new ConsensusEffect.CancelTimer(ConsensusTimer.PROPOSE));
        }
        view = next;
        stage = LeaderStage.WAITING;
        timedOut = false;
        refused = false;
        setTimer(
                ConsensusTimer.LEADER,
                config.timing().leaderTimeout(delayMillis).toMillis());
        setTimer(
                ConsensusTimer.ADVANCE,
                config.timing().advanceTimeout(delayMillis).toMillis());
    }

    void setTimer(ConsensusTimer timer, long delay) {
        emit(new ConsensusEffect.SetTimer(timer, round(), Duration.ofMillis(delay)));
    }

    /// Whose turn it is to be asked, where nobody in particular is to; null for the only member.
    @Nullable
    ActorId anyPeer() {
        var members = config.validators().members();
        for (int tries = 0; tries < 2; tries++) {
            nextPeer = (nextPeer + 1) % members.size();
            if (nextPeer != self) {
                return members.get(nextPeer).id();
            }
        }
        return null;
    }

    /// Who sent what is being taken in, if it is a member, else anyone.
    @Nullable
    ActorId likelyPeer() {
        boolean member = from != null && config.validators().position(from).isPresent() && !isSelf(from);
        return member ? from : anyPeer();
    }

    private boolean isSelf(ActorId actor) {
        return self >= 0 && memberAt(self).id().equals(actor);
    }

    Member memberAt(int place) {
        return config.validators().members().get(place);
    }
}
