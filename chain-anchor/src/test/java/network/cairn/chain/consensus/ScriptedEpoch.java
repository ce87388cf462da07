package network.cairn.chain.consensus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.message.PeerMessageCodec;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// One validator of four whose whole world is a script of bytes, and what must hold of it whatever the
/// others do: it never throws, never contradicts itself, also not after restarts, says nothing that is not
/// in its journal, and keeps and does only so much.
///
/// Each event is a few bytes; an end of the script in the middle of one reads as zeros.
final class ScriptedEpoch {
    private static final int EVENTS_MAX = 400;
    private static final int EFFECTS_MAX = 2_000;
    private static final int BLOCKS_KEPT_MAX = 512;
    private static final int BLOCKS_MADE_MAX = 64;

    private static final List<ConsensusTimer> TIMERS = List.copyOf(EnumSet.allOf(ConsensusTimer.class));

    private final TestEpoch epoch = TestEpoch.ofFour(12);
    private final Simplex simplex = new Simplex(epoch.config(0));
    private final byte[] script;
    private int at;
    private int events;
    private long nowMillis = TestEpoch.START_MILLIS;
    private ConsensusState state = simplex.initial();

    /// What its disk has; it outlives restarts.
    private final List<JournalRecord> journal = new ArrayList<>();

    private final TreeMap<Long, Set<Vote>> ownVotes = new TreeMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private ConsensusEffect.@Nullable BuildBlock asked;

    ScriptedEpoch(byte[] script) {
        this.script = script.clone();
    }

    static @Nullable PeerMessage decoded(byte[] bytes) {
        try {
            return PeerMessageCodec.decode(bytes);
        } catch (CodecException refused) {
            return null;
        }
    }

    boolean goesOn() {
        return at < script.length && events < EVENTS_MAX;
    }

    private int next() {
        return at < script.length ? script[at++] & 0xff : 0;
    }

    void start() {
        take(new ConsensusInput.Started(nowMillis));
    }

    void receive(int from, PeerMessage.ForConsensus message) {
        take(new ConsensusInput.Received(epoch.id(from), message, nowMillis));
    }

    void happen() {
        events++;
        nowMillis += 1 + next();
        int from = 1 + next() % 3;
        switch (next() % 12) {
            case 0 -> start();
            case 1 -> {
                var timer = TIMERS.get(next() % TIMERS.size());
                take(new ConsensusInput.TimerFired(timer, epoch.round(view()), nowMillis));
            }
            case 2, 3 -> receive(from, new PeerMessage.Voted(epoch.sign(from, vote())));
            case 4 -> propose();
            case 5 -> receive(from, new PeerMessage.Certified(certificate()));
            case 6 -> receive(from, new PeerMessage.BlockRequest(epoch.round(view()), block().hash()));
            case 7 -> receive(from, new PeerMessage.BlockResponse(block()));
            case 8 -> {
                long first = view();
                receive(from, new PeerMessage.CertificateRequest(0, first, first + next() % 64));
            }
            case 9 -> {
                var build = asked;
                if (build != null) {
                    take(new ConsensusInput.BlockBuilt(build.round(), block(), nowMillis));
                }
            }
            case 10 ->
                take(new ConsensusInput.BlockVerified(epoch.round(view()), block().hash(), next() % 4 != 0, nowMillis));
            default -> {
                if (next() % 2 == 0) {
                    restart();
                } else {
                    raw(from);
                }
            }
        }
    }

    private void raw(int from) {
        int length = next();
        int end = Math.min(script.length, at + length);
        if (decoded(Arrays.copyOfRange(script, at, end)) instanceof PeerMessage.ForConsensus message) {
            receive(from, message);
        }
        at = end;
    }

    /// A view near the validator's own, now and then far from it.
    private long view() {
        int by = next();
        if (by >= 0xf8) {
            return by == 0xff ? Long.MAX_VALUE - 64 : 1L << (by - 0xd0);
        }
        return Math.max(0, state.view() + by % 16 - 4);
    }

    private Vote vote() {
        long view = Math.max(1, view());
        long parentView = Math.max(0, view - 1 - next() % 4);
        return switch (next() % 3) {
            case 0 -> epoch.notarize(view, parentView, block());
            case 1 -> epoch.nullify(view);
            default -> epoch.finalize(view, parentView, block());
        };
    }

    private void propose() {
        long view = Math.max(1, view());
        long parentView = Math.max(0, view - 1 - next() % 4);
        var block = block();
        int leader = next() % 8 == 0 ? 1 + next() % 3 : epoch.leader(view);
        if (leader != 0) {
            receive(
                    leader,
                    new PeerMessage.Propose(epoch.sign(leader, epoch.notarize(view, parentView, block)), block));
        }
    }

    /// Votes of the three others, and of the validator itself where it gave that vote.
    private Certificate certificate() {
        var vote = vote();
        boolean own = ownVotes.getOrDefault(vote.round().view(), Set.of()).contains(vote);
        return switch (next() % 4) {
            case 0 -> epoch.certificate(vote, 1, 2);
            case 1 -> own ? epoch.certificate(vote, 0, 1, 2) : epoch.certificate(vote, 1, 2, 3);
            default -> epoch.certificate(vote, 1, 2, 3);
        };
    }

    /// One of the blocks made so far, or a new one on one of them.
    private Block block() {
        int which = next();
        if (!blocks.isEmpty() && (which % 4 != 0 || blocks.size() >= BLOCKS_MADE_MAX)) {
            return blocks.get(Math.floorMod(blocks.size() - 1 - which / 4, blocks.size()));
        }
        int back = which / 4 % 8;
        BlockHeader parent = back >= blocks.size()
                ? epoch.start
                : blocks.get(blocks.size() - 1 - back).header();
        var made = epoch.block(
                Math.max(1, state.view() + next() % 3), parent, parent.timestampMillis() + next() % 3, next() % 4);
        blocks.add(made);
        return made;
    }

    private void restart() {
        state = simplex.initial();
        asked = null;
        for (JournalRecord entry : journal) {
            var step = simplex.step(state, new ConsensusInput.Replayed(entry));
            if (!step.effects().isEmpty()) {
                throw new AssertionError("replaying " + entry + " did " + step.effects());
            }
            state = step.state();
        }
        start();
    }

    private void take(ConsensusInput input) {
        var step = simplex.step(state, input);
        if (step.effects().size() > EFFECTS_MAX) {
            throw new AssertionError(input + " had " + step.effects().size() + " effects");
        }
        state = step.state();
        if (state.blocks().size() > BLOCKS_KEPT_MAX || state.asked().size() > Limits.BLOCKS_ASKED_MAX) {
            throw new AssertionError("it keeps " + state.blocks().size() + " blocks and asks for "
                    + state.asked().size());
        }
        step.effects().forEach(this::carryOut);
    }

    private void carryOut(ConsensusEffect effect) {
        switch (effect) {
            case ConsensusEffect.Journal(var entry) -> {
                journal.add(entry);
                switch (entry) {
                    case JournalRecord.OwnVote(var vote) -> promised(vote);
                    case JournalRecord.Proposal(var proposal, var _) -> promised(proposal);
                    default -> {}
                }
            }
            case ConsensusEffect.Broadcast(var message) -> said(message);
            case ConsensusEffect.Send(var _, var message) -> said(message);
            case ConsensusEffect.BuildBlock build -> asked = build;
            case ConsensusEffect.Finalised(var finalised, var _) -> requireChain(finalised);
            default -> {}
        }
    }

    private void promised(SignedVote signed) {
        if (!isOwn(signed.validator())) {
            return;
        }
        var votes = ownVotes.computeIfAbsent(signed.vote().round().view(), _ -> new HashSet<>());
        for (Vote earlier : votes) {
            if (Equivocation.contradict(earlier, signed.vote())) {
                throw new AssertionError("it signed " + earlier + " and " + signed.vote());
            }
        }
        votes.add(signed.vote());
    }

    private void said(PeerMessage.ForConsensus message) {
        if (PeerMessageCodec.encode(message).length == 0) {
            throw new AssertionError("a message without bytes: " + message);
        }
        switch (message) {
            case PeerMessage.Voted(var vote) -> requirePromised(vote);
            case PeerMessage.Propose(var proposal, var _) -> requirePromised(proposal);
            default -> {}
        }
    }

    private void requirePromised(SignedVote signed) {
        if (isOwn(signed.validator())
                && !ownVotes.getOrDefault(signed.vote().round().view(), Set.of())
                        .contains(signed.vote())) {
            throw new AssertionError("it sent what is not in its journal: " + signed.vote());
        }
    }

    private static void requireChain(List<Block> finalised) {
        for (int i = 1; i < finalised.size(); i++) {
            if (!finalised.get(i).header().parent().equals(finalised.get(i - 1).hash())) {
                throw new AssertionError("final blocks that do not follow one another");
            }
        }
    }

    private boolean isOwn(ActorId validator) {
        return validator.equals(epoch.id(0));
    }
}
