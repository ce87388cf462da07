package network.cairn.chain.consensus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// Every order of events there is, breadth first, over the real step function: three honest members and
/// one that lies in every way it can.
///
/// The liar has no state. Whatever it could have signed is there to be delivered to anybody at any
/// time: both blocks of a view it leads, votes for each of them, votes to nullify and to finalize the
/// same view. That is more than twins or any other program with its key could do. What an honest
/// member said can likewise be delivered to anybody from then on, any number of times, in any order, one
/// vote at a time or as the certificate it makes with others. So the whole system's state is the
/// three members' states, and a delivery changes one of them: each member's states are kept once and
/// numbered, and a step from one of them is taken once, however many states of the whole it is part of.
final class Exploration {
    /// What is explored.
    ///
    /// @param liar the place of the member that lies
    /// @param views beyond the last of these nobody proposes, and no timer fires
    /// @param votesOneByOne whether votes are delivered alone too, and not only as certificates
    /// @param crashesMax how often each honest member may crash and come back with its journal
    record Model(TestEpoch epoch, int liar, int views, boolean votesOneByOne, int crashesMax) {}

    /// What was seen.
    ///
    /// @param whole whether there is nothing more to see within the model
    record Result(long states, int memberStates, long steps, int finalBlocks, boolean whole) {}

    /// A member as it is in some states of the whole.
    ///
    /// @param said the votes it ever gave, by their numbers
    /// @param proposals those of them that came with a block
    private record Local(
            ConsensusState state,
            TreeSet<Integer> said,
            TreeSet<Integer> proposals,
            List<JournalRecord> journal,
            int crashes) {}

    /// What makes two of them the same one. The journal follows from the rest.
    private record Identity(ConsensusState state, TreeSet<Integer> said, int crashes) {}

    private sealed interface Happening {
        record Timer() implements Happening {}

        record Crash() implements Happening {}

        record Fetched(BlockHash block) implements Happening {}

        record Proposed(int vote) implements Happening {}

        record Voted(int vote, int member) implements Happening {}

        record Certified(int vote, int members) implements Happening {}
    }

    private static final int VOTES_MAX = 64;
    private static final int LOCAL_BITS = 21;

    private final Model model;
    private final TestEpoch epoch;
    private final List<Integer> honest = new ArrayList<>();
    private final List<Simplex> members = new ArrayList<>();
    private final long now = TestEpoch.START_MILLIS + 1_000;

    private final Map<BlockHash, Block> blocks = new HashMap<>();
    private final List<Vote> votes = new ArrayList<>();
    private final Map<Vote, Integer> voteNumbers = new HashMap<>();
    private final TreeSet<Integer> liarsProposals = new TreeSet<>();
    private final TreeSet<Integer> liarsVotes = new TreeSet<>();

    private final List<List<Local>> locals = new ArrayList<>();
    private final List<Map<Identity, Integer>> numbers = new ArrayList<>();
    private final List<Map<Integer, Map<Happening, Integer>>> taken = new ArrayList<>();
    private long steps;
    private final TreeSet<BlockHash> finalBlocks = new TreeSet<>();

    Exploration(Model model) {
        this.model = model;
        this.epoch = model.epoch();
        for (int place = 0; place < epoch.set.size(); place++) {
            if (place != model.liar()) {
                honest.add(place);
                members.add(new Simplex(epoch.config(place)));
                locals.add(new ArrayList<>());
                numbers.add(new HashMap<>());
                taken.add(new HashMap<>());
            }
        }
        for (long view = 1; view <= model.views(); view++) {
            liarsVotes.add(number(epoch.nullify(view)));
        }
        propose();
    }

    /// Makes the blocks that the liar may propose in the views it leads: two on the epoch's start, and
    /// one on each block of an earlier view.
    private void propose() {
        for (long view = 1; view <= model.views(); view++) {
            if (epoch.leader(view) == model.liar()) {
                lie(view, 0, block(view, epoch.start, 1));
                lie(view, 0, block(view, epoch.start, 2));
            }
        }
    }

    /// Lets the liar propose on, and vote for, what somebody proposed.
    private void lieAbout(Vote.Notarize proposal) {
        liarsVotes.add(number(proposal));
        liarsVotes.add(number(new Vote.Finalize(proposal.round(), proposal.parentView(), proposal.block())));
        var block = get(proposal.block());
        for (long view = proposal.round().view() + 1; view <= model.views(); view++) {
            if (epoch.leader(view) == model.liar()) {
                if (block.header().height() < epoch.lastHeight) {
                    lie(view, proposal.round().view(), block(view, block.header(), 1));
                } else {
                    lie(view, proposal.round().view(), block);
                }
            }
        }
    }

    private void lie(long view, long parentView, Block block) {
        var vote = epoch.notarize(view, parentView, block);
        if (liarsProposals.add(number(vote))) {
            lieAbout(vote);
        }
    }

    private Block block(long view, BlockHeader parent, int salt) {
        var block = epoch.block(view, parent, parent.timestampMillis() + 1, salt);
        blocks.put(block.hash(), block);
        return block;
    }

    private int number(Vote vote) {
        return voteNumbers.computeIfAbsent(vote, _ -> {
            votes.add(vote);
            if (votes.size() > VOTES_MAX) {
                throw new AssertionError("more than " + VOTES_MAX + " votes: explore fewer views");
            }
            return votes.size() - 1;
        });
    }

    /// Goes on until nothing new is seen, or this many states were.
    Result explore(long statesMax) {
        var seen = new LongSet();
        Deque<long[]> frontier = new ArrayDeque<>();
        int[] first = new int[honest.size()];
        for (int i = 0; i < first.length; i++) {
            first[i] = begin(i);
        }
        seen.add(pack(first));
        frontier.add(new long[] {pack(first)});
        while (!frontier.isEmpty()) {
            int[] at = unpack(frontier.remove()[0]);
            for (int i = 0; i < at.length; i++) {
                for (Happening happening : happenings(at, i)) {
                    int next = step(i, at[i], happening);
                    if (next == at[i]) {
                        continue;
                    }
                    int before = at[i];
                    at[i] = next;
                    long packed = pack(at);
                    if (seen.add(packed)) {
                        check(at);
                        frontier.add(new long[] {packed});
                        if (seen.size() >= statesMax) {
                            return result(seen.size(), false);
                        }
                    }
                    at[i] = before;
                }
            }
        }
        return result(seen.size(), true);
    }

    private Result result(long states, boolean whole) {
        int memberStates = locals.stream().mapToInt(List::size).sum();
        return new Result(states, memberStates, steps, finalBlocks.size(), whole);
    }

    private static long pack(int[] at) {
        long packed = 0;
        for (int local : at) {
            packed = packed << LOCAL_BITS | local;
        }
        return packed;
    }

    private int[] unpack(long packed) {
        int[] at = new int[honest.size()];
        for (int i = at.length - 1; i >= 0; i--) {
            at[i] = (int) (packed & ((1 << LOCAL_BITS) - 1));
            packed >>>= LOCAL_BITS;
        }
        return at;
    }

    private int begin(int i) {
        var fresh = new Local(members.get(i).initial(), new TreeSet<>(), new TreeSet<>(), List.of(), 0);
        return keep(i, carryOut(i, fresh, new ConsensusInput.Started(now)));
    }

    private int keep(int i, Local local) {
        var identity = new Identity(local.state(), local.said(), local.crashes());
        return numbers.get(i).computeIfAbsent(identity, _ -> {
            locals.get(i).add(local);
            if (locals.get(i).size() >= 1 << LOCAL_BITS) {
                throw new AssertionError("more states of one member than are counted");
            }
            return locals.get(i).size() - 1;
        });
    }

    /// What may happen to a member now.
    private List<Happening> happenings(int[] at, int i) {
        var local = locals.get(i).get(at[i]);
        List<Happening> all = new ArrayList<>();
        if (local.state().view() <= model.views()) {
            all.add(new Happening.Timer());
        }
        if (local.crashes() < model.crashesMax()) {
            all.add(new Happening.Crash());
        }
        local.state().asked().forEach(block -> all.add(new Happening.Fetched(block)));
        liarsProposals.forEach(vote -> all.add(new Happening.Proposed(vote)));
        int[] sayers = new int[votes.size()];
        liarsVotes.forEach(vote -> sayers[vote] |= 1 << model.liar());
        for (int j = 0; j < at.length; j++) {
            var other = locals.get(j).get(at[j]);
            for (int vote : other.said()) {
                sayers[vote] |= 1 << honest.get(j);
            }
            if (j != i) {
                other.proposals().forEach(vote -> all.add(new Happening.Proposed(vote)));
            }
        }
        for (int vote = 0; vote < sayers.length; vote++) {
            if (Integer.bitCount(sayers[vote]) >= 3) {
                all.add(new Happening.Certified(vote, sayers[vote]));
            }
            for (int member = 0; model.votesOneByOne() && member < epoch.set.size(); member++) {
                if (member != honest.get(i) && (sayers[vote] >> member & 1) == 1) {
                    all.add(new Happening.Voted(vote, member));
                }
            }
        }
        return all;
    }

    private int step(int i, int from, Happening happening) {
        var known = taken.get(i).computeIfAbsent(from, _ -> new HashMap<>());
        Integer next = known.get(happening);
        if (next == null) {
            steps++;
            next = keep(i, take(i, locals.get(i).get(from), happening));
            known.put(happening, next);
        }
        return next;
    }

    private Local take(int i, Local local, Happening happening) {
        return switch (happening) {
            case Happening.Timer() ->
                carryOut(
                        i,
                        local,
                        new ConsensusInput.TimerFired(
                                ConsensusTimer.ADVANCE,
                                epoch.round(local.state().view()),
                                now));
            case Happening.Fetched(var block) -> receive(i, local, new PeerMessage.BlockResponse(get(block)));
            case Happening.Proposed(int vote) -> {
                var notarize = (Vote.Notarize) votes.get(vote);
                int leader = epoch.leader(notarize.round().view());
                yield receive(i, local, new PeerMessage.Propose(epoch.sign(leader, notarize), get(notarize.block())));
            }
            case Happening.Voted(int vote, int member) ->
                receive(i, local, new PeerMessage.Voted(epoch.sign(member, votes.get(vote))));
            case Happening.Certified(int vote, int sayers) ->
                receive(
                        i,
                        local,
                        new PeerMessage.Certified(epoch.certificate(
                                votes.get(vote),
                                IntStream.range(0, epoch.set.size())
                                        .filter(member -> (sayers >> member & 1) == 1)
                                        .toArray())));
            case Happening.Crash() -> restart(i, local);
        };
    }

    private Local restart(int i, Local local) {
        var state = members.get(i).initial();
        for (JournalRecord entry : local.journal()) {
            state = members.get(i)
                    .step(state, new ConsensusInput.Replayed(entry))
                    .state();
        }
        var fresh = new Local(state, local.said(), local.proposals(), local.journal(), local.crashes() + 1);
        return carryOut(i, fresh, new ConsensusInput.Started(now));
    }

    private Local receive(int i, Local local, PeerMessage.ForConsensus message) {
        return carryOut(i, local, new ConsensusInput.Received(epoch.id(model.liar()), message, now));
    }

    private Block get(BlockHash hash) {
        var block = blocks.get(hash);
        if (block == null) {
            throw new AssertionError("nobody ever made block " + hash);
        }
        return block;
    }

    /// Takes a step and answers at once what it asks the ledger.
    private Local carryOut(int i, Local local, ConsensusInput input) {
        var state = local.state();
        var said = new TreeSet<>(local.said());
        var proposals = new TreeSet<>(local.proposals());
        var journal = new ArrayList<>(local.journal());
        Deque<ConsensusInput> inputs = new ArrayDeque<>(List.of(input));
        while (!inputs.isEmpty()) {
            var step = members.get(i).step(state, inputs.remove());
            state = step.state();
            for (ConsensusEffect effect : step.effects()) {
                switch (effect) {
                    case ConsensusEffect.Journal(var entry) -> journal.add(entry);
                    case ConsensusEffect.VerifyBlock(var round, var block) ->
                        inputs.add(new ConsensusInput.BlockVerified(round, block.hash(), true, now));
                    case ConsensusEffect.BuildBlock(var round, var parent) -> {
                        if (round.view() <= model.views()) {
                            inputs.add(new ConsensusInput.BlockBuilt(round, build(round.view(), parent), now));
                        }
                    }
                    case ConsensusEffect.Broadcast(PeerMessage.Voted(var vote)) -> say(i, said, vote, journal);
                    case ConsensusEffect.Broadcast(PeerMessage.Propose(var vote, var block)) -> {
                        blocks.put(block.hash(), block);
                        say(i, said, vote, journal);
                        if (proposals.add(number(vote.vote()))) {
                            lieAbout((Vote.Notarize) vote.vote());
                        }
                    }
                    case ConsensusEffect.Broadcast(PeerMessage.Certified(var certificate)) -> {
                        if (!certificate.holds(TestEpoch.CHAIN, epoch.set, KeyedHashSigner.VERIFIER)) {
                            throw new AssertionError("sent a certificate that does not hold: " + certificate);
                        }
                    }
                    case ConsensusEffect.Accuse accuse -> {
                        if (!accuse.equivocation().first().validator().equals(epoch.id(model.liar()))) {
                            throw new AssertionError("accused an honest member: " + accuse);
                        }
                    }
                    case ConsensusEffect.Refused refused -> throw new AssertionError(refused.toString());
                    case ConsensusEffect.SafetyLost lost -> throw new AssertionError(lost.toString());
                    default -> {}
                }
            }
        }
        return new Local(normal(i, state), said, proposals, journal, local.crashes());
    }

    private Block build(long view, BlockHash parent) {
        return block(
                view,
                parent.equals(epoch.start.hash()) ? epoch.start : get(parent).header(),
                0);
    }

    private void say(int i, Set<Integer> said, SignedVote vote, List<JournalRecord> journal) {
        if (!vote.validator().equals(epoch.id(honest.get(i)))) {
            throw new AssertionError("passed on another's vote: " + vote);
        }
        if (!journal.contains(new JournalRecord.OwnVote(vote))) {
            throw new AssertionError("said without having journaled it: " + vote);
        }
        for (int other : said) {
            if (Equivocation.contradict(votes.get(other), vote.vote())) {
                throw new AssertionError("contradicted itself: " + votes.get(other) + " and " + vote.vote());
            }
        }
        said.add(number(vote.vote()));
    }

    /// The state without what has nothing to do with safety: whom to ask next and who was answered.
    ///
    /// Where votes come as certificates only, they are forgotten when their certificate is known: no
    /// member counts others' votes then, but the leader's for its proposal.
    private ConsensusState normal(int i, ConsensusState state) {
        var views = new TreeMap<>(state.views());
        if (!model.votesOneByOne()) {
            views.replaceAll((view, known) -> forget(i, view, known));
        }
        return new ConsensusState(
                state.started(),
                state.safetyLost(),
                state.view(),
                state.stage(),
                state.buildParentView(),
                false,
                state.refused(),
                state.finalised(),
                views,
                state.blocks(),
                model.votesOneByOne() ? state.heard() : Collections.emptySortedMap(),
                state.delayMillis(),
                state.asked(),
                0,
                state.passed(),
                Collections.emptySortedSet(),
                Collections.emptySortedMap(),
                0);
    }

    private ViewState forget(int i, long view, ViewState known) {
        var kept = new TreeMap<Integer, MemberVotes>();
        known.votes().forEach((place, given) -> {
            if (place.equals(honest.get(i))) {
                kept.put(place, given);
            } else if (place == epoch.leader(view) && given.toNotarize() != null) {
                kept.put(place, new MemberVotes(given.toNotarize(), null, null, false));
            }
        });
        return new ViewState(
                kept,
                known.proposal(),
                withAllSigners(known.notarization()),
                withAllSigners(known.nullification()),
                withAllSigners(known.finalization()));
    } /// Who signed a certificate makes no difference once it is known.

    private @Nullable Certificate withAllSigners(@Nullable Certificate known) {
        return known == null
                ? null
                : epoch.certificate(
                        known.vote(), IntStream.range(0, epoch.set.size()).toArray());
    }

    /// What two quorums may never say: any certificate that could be made of what was said counts,
    /// whether or not anybody has made it.
    private void check(int[] at) {
        int[] count = new int[votes.size()];
        liarsVotes.forEach(vote -> count[vote]++);
        for (int j = 0; j < at.length; j++) {
            locals.get(j).get(at[j]).said().forEach(vote -> count[vote]++);
        }
        List<Vote> certified = new ArrayList<>();
        for (int vote = 0; vote < count.length; vote++) {
            if (count[vote] >= 3) {
                certified.add(votes.get(vote));
            }
        }
        for (Vote one : certified) {
            for (Vote other : certified) {
                if (Equivocation.contradict(one, other)) {
                    throw new AssertionError("a quorum said " + one + ", and a quorum said " + other);
                }
                if (one instanceof Vote.Finalize first
                        && other instanceof Vote.Finalize second
                        && !follows(first.block(), second.block())
                        && !follows(second.block(), first.block())) {
                    throw new AssertionError("final: " + first + " and " + second);
                }
            }
            if (one instanceof Vote.Finalize finalized) {
                finalBlocks.add(finalized.block());
            }
        }
        for (int j = 0; j < at.length; j++) {
            var tip = locals.get(j).get(at[j]).state().finalised();
            if (tip.view() > 0
                    && certified.stream()
                            .noneMatch(vote -> vote instanceof Vote.Finalize finalized
                                    && finalized.block().equals(tip.hash()))) {
                throw new AssertionError("member " + honest.get(j) + " holds final what no quorum finalized: " + tip);
            }
        }
    }

    private boolean follows(BlockHash block, BlockHash ancestor) {
        var at = Optional.of(block);
        while (at.isPresent() && !at.get().equals(ancestor)) {
            at = Optional.ofNullable(blocks.get(at.get()))
                    .map(held -> held.header().parent());
        }
        return at.isPresent();
    }

    /// A set of longs, none of which is -1.
    private static final class LongSet {
        private long[] slots = new long[1 << 16];
        private int size;

        LongSet() {
            Arrays.fill(slots, -1);
        }

        long size() {
            return size;
        }

        boolean add(long value) {
            if (!put(slots, value)) {
                return false;
            }
            if (++size * 2L > slots.length) {
                long[] larger = new long[slots.length * 2];
                Arrays.fill(larger, -1);
                for (long slot : slots) {
                    if (slot != -1) {
                        put(larger, slot);
                    }
                }
                slots = larger;
            }
            return true;
        }

        private static boolean put(long[] slots, long value) {
            long mixed = value * 0x9E3779B97F4A7C15L;
            int at = (int) (mixed >>> 32) & (slots.length - 1);
            while (slots[at] != -1) {
                if (slots[at] == value) {
                    return false;
                }
                at = (at + 1) & (slots.length - 1);
            }
            slots[at] = value;
            return true;
        }
    }
}
