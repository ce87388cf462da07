package network.cairn.chain.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import org.junit.jupiter.api.Test;

/// What is kept, how long is waited, and that nothing throws.
class SimplexLimitsTest {
    private static final List<ConsensusTimer> TIMERS = List.of(ConsensusTimer.values());

    private final TestEpoch epoch = TestEpoch.ofFour();

    private static BlockHash hash(long number) {
        byte[] bytes = new byte[BlockHash.LENGTH_BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (number >> (8 * i));
        }
        return BlockHash.of(bytes);
    }

    private Duration timeout(Bench bench) {
        return bench.all(ConsensusEffect.SetTimer.class).stream()
                .filter(set -> set.timer() == ConsensusTimer.ADVANCE)
                .toList()
                .getLast()
                .delay();
    }

    @Test
    void timeouts_growWithViewsThatTimeOutAndShrinkWithTheOthers() {
        var bench = Bench.started(epoch, 0);
        assertThat(timeout(bench)).isEqualTo(Duration.ofMillis(1000 + 3 * 500));
        long view = 1;
        for (long delay : new long[] {750, 1125, 1688, 2532}) {
            bench.fire(ConsensusTimer.ADVANCE);
            bench.certify(epoch.nullify(view++), 1, 2, 3);
            assertThat(timeout(bench)).isEqualTo(Duration.ofMillis(1000 + 3 * delay));
        }
        for (long delay : new long[] {1688, 1125, 750, 500, 500}) {
            bench.certify(new Vote.Notarize(epoch.round(view), 0, hash(view)), 1, 2, 3);
            view++;
            assertThat(timeout(bench)).isEqualTo(Duration.ofMillis(1000 + 3 * delay));
        }
    }

    @Test
    void timeouts_growNoFurtherThanTheirGreatest() {
        var bench = Bench.started(epoch, 0);
        for (long view = 1; view < 30; view++) {
            bench.fire(ConsensusTimer.ADVANCE);
            bench.certify(epoch.nullify(view), 1, 2, 3);
        }
        assertThat(timeout(bench)).isEqualTo(Duration.ofSeconds(91));
    }

    @Test
    void timeouts_doNotGrowWithViewsThatOthersNullify() {
        var bench = Bench.started(epoch, 0);
        for (long view = 1; view < 10; view++) {
            bench.certify(epoch.nullify(view), 1, 2, 3);
        }
        assertThat(timeout(bench)).isEqualTo(Duration.ofMillis(1000 + 3 * 500));
    }

    @Test
    void leader_silentForLong_isNotWaitedForUntilItVotesAgain() {
        int silent = epoch.leader(20);
        int self = (silent + 1) % 4;
        int second = (silent + 2) % 4;
        int third = (silent + 3) % 4;
        var bench = Bench.started(epoch, self);
        for (long view = 1; view < 20; view++) {
            bench.certify(epoch.nullify(view), self, second, third);
        }
        assertThat(bench.said()).containsExactly(epoch.nullify(20));
        bench.vote(silent, epoch.nullify(20));
        for (long view = 20; view < 24; view++) {
            bench.certify(epoch.nullify(view), self, second, third);
        }
        assertThat(epoch.leader(24)).isEqualTo(silent);
        assertThat(bench.said()).containsExactly(epoch.nullify(20));
    }

    @Test
    void state_underAFloodOfSignedVotesAndProposals_staysBounded() {
        var bench = Bench.started(epoch, 0);
        int hostile = 1;
        var random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            long view = i % 3 == 0 ? 1 + random.nextInt(1_000_000) : 1 + random.nextInt(200);
            Vote vote = switch (random.nextInt(3)) {
                case 0 -> new Vote.Notarize(epoch.round(view), 0, hash(random.nextInt()));
                case 1 -> epoch.nullify(view);
                default -> new Vote.Finalize(epoch.round(view), 0, hash(random.nextInt()));
            };
            bench.receive(hostile, new PeerMessage.Voted(epoch.sign(hostile, vote)));
            if (epoch.leader(view) == hostile) {
                bench.propose(view, 0, epoch.block(view, epoch.start, TestEpoch.START_MILLIS + i, i % 100));
            }
        }
        assertThat(bench.state.view()).isEqualTo(1);
        assertThat(bench.state.views()).hasSizeLessThanOrEqualTo(Limits.VOTES_AHEAD_VIEWS + 1);
        bench.state.views().values().forEach(known -> assertThat(known.votes()).hasSizeLessThanOrEqualTo(2));
        assertThat(bench.state.blocks()).hasSizeLessThanOrEqualTo(Limits.PROPOSALS_AHEAD_VIEWS + 1);
        assertThat(bench.state.heard()).hasSize(1);
    }

    @Test
    void state_inAnEpochWithoutFinality_staysBoundedAndKnowsWhichViewsPassed() {
        var bench = Bench.started(epoch, 0);
        int views = Limits.VIEWS_KEPT_MAX + 300;
        for (long view = 1; view <= views; view++) {
            bench.certify(epoch.nullify(view), 1, 2, 3);
            bench.effects.clear();
            bench.journal.clear();
        }
        assertThat(bench.state.views()).hasSizeLessThanOrEqualTo(Limits.VIEWS_KEPT_MAX + 1);
        assertThat(bench.state.passed()).isEqualTo(new PassedViews(1, 300));
        long next = views + 1L;
        while (epoch.leader(next) == 0) {
            bench.certify(epoch.nullify(next++), 1, 2, 3);
        }
        var block = epoch.block(next, epoch.start);
        bench.propose(next, 0, block);
        assertThat(bench.said()).contains(epoch.notarize(next, 0, block));
    }

    @Test
    void chainWithoutFinality_isHeldUpToALimitAndThenItsTopProposedAgain() {
        var bench = Bench.started(epoch, 0);
        var parent = epoch.start;
        var top = epoch.block(1, parent);
        long view = 1;
        for (; view <= Limits.BLOCKS_AHEAD_MAX; view++) {
            top = epoch.block(view, parent);
            bench.now = top.header().timestampMillis();
            if (epoch.leader(view) == 0) {
                bench.fire(ConsensusTimer.PROPOSE);
                bench.take(new ConsensusInput.BlockBuilt(epoch.round(view), top, bench.now));
            } else {
                bench.propose(view, view - 1, top);
            }
            bench.certify(epoch.notarize(view, view - 1, top), 1, 2, 3);
            parent = top.header();
        }
        assertThat(bench.state.blocks()).hasSizeLessThanOrEqualTo(Limits.BLOCKS_AHEAD_MAX + 1);
        assertThat(bench.said()).contains(epoch.notarize(view - 1, view - 2, top));
        bench.now += 10_000;
        for (; epoch.leader(view) != 0; view++) {
            bench.propose(view, view - 1, epoch.block(view, parent));
            assertThat(bench.said()).contains(epoch.nullify(view));
            bench.certify(epoch.notarize(view, view - 1, top), 1, 2, 3);
        }
        assertThat(bench.said()).contains(epoch.notarize(view, view - 1, top));
    }

    @Test
    void step_anyMessageInAnyOrder_doesNotThrow() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            try {
                scramble(random, random.nextBoolean() ? epoch : TestEpoch.ofFour(2));
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /// Anything signed by anybody, and answers to questions nobody asked.
    private static void scramble(Random random, TestEpoch epoch) {
        var bench = random.nextInt(5) == 0 ? new Bench(epoch, 0) : Bench.started(epoch, random.nextInt(4));
        List<Block> blocks = new ArrayList<>(List.of(epoch.block(1, epoch.start)));
        for (int i = 0; i < 200; i++) {
            long view = view(random);
            var parent = random.nextInt(4) == 0
                    ? epoch.start
                    : blocks.get(random.nextInt(blocks.size())).header();
            if (parent.height() < Long.MAX_VALUE) {
                blocks.add(epoch.block(Math.max(1, view), parent, random.nextLong() >>> random.nextInt(1, 64), 3));
            }
            var block = blocks.get(random.nextInt(blocks.size()));
            var round = new Round(random.nextInt(10) == 0 ? 1 : 0, view);
            var vote = vote(random, round, block);
            int member = random.nextInt(4);
            var signed = random.nextInt(10) == 0
                    ? SignedVote.sign(epoch.signer(member), ChainId.of(new byte[32]), vote)
                    : epoch.sign(member, vote);
            switch (random.nextInt(12)) {
                case 0 -> bench.receive(member, new PeerMessage.BlockRequest(round, block.hash()));
                case 1 -> bench.receive(member, new PeerMessage.BlockResponse(block));
                case 2 ->
                    bench.receive(
                            member,
                            new PeerMessage.CertificateRequest(
                                    round.epoch(), Math.max(1, view - random.nextInt(64)), Math.max(1, view)));
                case 3, 4 -> bench.certify(vote, random.nextInt(2), 2, 3);
                case 5 -> bench.fire(TIMERS.get(random.nextInt(TIMERS.size())));
                case 6 -> bench.take(new ConsensusInput.BlockBuilt(epoch.round(bench.state.view()), block, bench.now));
                case 7 ->
                    bench.take(new ConsensusInput.BlockVerified(
                            round, block.hash(), random.nextBoolean(), Long.MAX_VALUE));
                case 8, 9 -> {
                    if (vote instanceof Vote.Notarize) {
                        bench.receive(member, new PeerMessage.Propose(signed, block));
                    }
                }
                case 10 ->
                    bench.take(
                            new ConsensusInput.CaughtUp(block.header(), epoch.certificate(vote, 1, 2, 3), bench.now));
                default -> bench.receive(member, new PeerMessage.Voted(signed));
            }
            if (random.nextInt(50) == 0) {
                bench = bench.restarted();
            }
        }
    }

    private static long view(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE;
            case 2 -> random.nextLong() >>> 1;
            default -> random.nextInt(8);
        };
    }

    private static Vote vote(Random random, Round round, Block block) {
        long parent = round.view() == 0 ? 0 : Math.floorMod(random.nextLong(), Math.min(round.view(), 8));
        if (round.view() == 0) {
            return new Vote.Nullify(round);
        }
        return switch (random.nextInt(3)) {
            case 0 -> new Vote.Notarize(round, parent, block.hash());
            case 1 -> new Vote.Nullify(round);
            default -> new Vote.Finalize(round, parent, block.hash());
        };
    }
}
