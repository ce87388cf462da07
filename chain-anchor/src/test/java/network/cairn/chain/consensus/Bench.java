package network.cairn.chain.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;

/// One member's step function, driven by hand. It finds every block valid unless told otherwise.
final class Bench {
    final TestEpoch epoch;
    final int member;
    final Simplex simplex;
    final List<JournalRecord> journal = new ArrayList<>();
    final List<ConsensusEffect> effects = new ArrayList<>();
    ConsensusState state;
    boolean blocksAreValid = true;
    long now = TestEpoch.START_MILLIS;
    private int seen;

    Bench(TestEpoch epoch, int member) {
        this(epoch, member, epoch.config(member));
    }

    Bench(TestEpoch epoch, int member, ConsensusConfig config) {
        this.epoch = epoch;
        this.member = member;
        this.simplex = new Simplex(config);
        this.state = simplex.initial();
    }

    static Bench started(TestEpoch epoch, int member) {
        return new Bench(epoch, member).start();
    }

    static Bench verifyingWith(TestEpoch epoch, int member, SignatureVerifier verifier) {
        var config = new ConsensusConfig(
                TestEpoch.CHAIN,
                epoch.number,
                epoch.set,
                Optional.of(epoch.signer(member)),
                verifier,
                epoch.start,
                epoch.lastHeight,
                epoch.timing);
        return new Bench(epoch, member, config).start();
    }

    Bench start() {
        take(new ConsensusInput.Started(now));
        return this;
    }

    /// The same validator after a crash, with what it journaled.
    Bench restarted() {
        var after = new Bench(epoch, member, simplex.config());
        after.now = now;
        after.journal.addAll(journal);
        journal.forEach(entry -> after.take(new ConsensusInput.Replayed(entry)));
        return after.start();
    }

    void take(ConsensusInput input) {
        var step = simplex.step(state, input);
        state = step.state();
        for (ConsensusEffect effect : step.effects()) {
            effects.add(effect);
            if (effect instanceof ConsensusEffect.Journal(var entry)) {
                journal.add(entry);
            }
            if (effect instanceof ConsensusEffect.VerifyBlock(var round, var block)) {
                take(new ConsensusInput.BlockVerified(round, block.hash(), blocksAreValid, now));
            }
        }
    }

    void receive(int from, PeerMessage.ForConsensus message) {
        take(new ConsensusInput.Received(epoch.id(from), message, now));
    }

    void vote(int from, Vote vote) {
        receive(from, new PeerMessage.Voted(epoch.sign(from, vote)));
    }

    void certify(Vote vote, int... members) {
        receive(members[0], new PeerMessage.Certified(epoch.certificate(vote, members)));
    }

    /// The view's leader proposes this block.
    void propose(long view, long parentView, Block block) {
        int leader = epoch.leader(view);
        receive(leader, new PeerMessage.Propose(epoch.sign(leader, epoch.notarize(view, parentView, block)), block));
    }

    void fire(ConsensusTimer timer) {
        fire(timer, state.view());
    }

    void fire(ConsensusTimer timer, long view) {
        take(new ConsensusInput.TimerFired(timer, epoch.round(view), now));
    }

    /// Effects since this was last asked.
    List<ConsensusEffect> news() {
        var news = List.copyOf(effects.subList(seen, effects.size()));
        seen = effects.size();
        return news;
    }

    <E extends ConsensusEffect> List<E> all(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// The own votes that left this validator, each once.
    List<Vote> said() {
        return effects.stream()
                .flatMap(effect -> ownVote(effect).stream())
                .map(SignedVote::vote)
                .distinct()
                .toList();
    }

    private Optional<SignedVote> ownVote(ConsensusEffect effect) {
        return Optional.ofNullable(
                        switch (effect) {
                            case ConsensusEffect.Broadcast(PeerMessage.Voted(var vote)) -> vote;
                            case ConsensusEffect.Broadcast(PeerMessage.Propose propose) -> propose.proposal();
                            default -> null;
                        })
                .filter(vote -> vote.validator().equals(epoch.id(member)));
    }

    List<Certificate> certificatesSent() {
        return effects.stream()
                .flatMap(effect -> effect instanceof ConsensusEffect.Broadcast(PeerMessage.Certified(var certificate))
                        ? Optional.of(certificate).stream()
                        : Optional.<Certificate>empty().stream())
                .toList();
    }

    List<Block> finalised() {
        return all(ConsensusEffect.Finalised.class).stream()
                .flatMap(effect -> effect.blocks().stream())
                .toList();
    }
}
