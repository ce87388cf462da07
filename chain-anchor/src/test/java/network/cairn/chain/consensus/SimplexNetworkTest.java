package network.cairn.chain.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import org.junit.jupiter.api.Test;

/// Whole networks of the step function under many seeds: loss, duplication, disorder, partitions,
/// crashes and twins. Whatever happens, nobody honest breaks its word; once all is well again, blocks
/// become final.
class SimplexNetworkTest {
    private static final int SEEDS = Integer.getInteger("cairn.consensus.seeds", 25);

    @Test
    void four_underAnyWeather_keepTheirWordAndGoOnWhenItClears() {
        run(4, 0);
    }

    @Test
    void four_oneOfThemTwins_keepTheirWordAndGoOnWhenItClears() {
        run(4, 1);
    }

    @Test
    void seven_twoOfThemTwins_keepTheirWordAndGoOnWhenItClears() {
        run(7, 2);
    }

    @Test
    void epochOfTwoBlocks_underAnyWeather_ends() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var network = new TestNetwork(TestEpoch.ofFour(2), seed);
            network.weather = new TestNetwork.Weather(200, 100, 800);
            network.watch = new Promises(4);
            network.startAll();
            network.runFor(60_000);
            network.weather = TestNetwork.Weather.FAIR;
            network.runFor(120_000);
            // Who ended first does not answer the others any more: that is the validator's part.
            assertThat(network.nodes.stream()
                            .mapToLong(node -> node.tip().height())
                            .max())
                    .describedAs("seed " + seed)
                    .hasValue(2);
        }
    }

    @Test
    void two_twoAgainstTwo_stopAndGoOnTogether() {
        var network = new TestNetwork(TestEpoch.ofFour(), 3);
        network.watch = new Promises(4);
        network.startAll();
        network.runFor(10_000);
        long before = network.finalAt.size();
        network.passage = (from, to, _) -> from / 2 == to / 2;
        network.runFor(120_000);
        assertThat((long) network.finalAt.size()).isBetween(before, before + 2);
        network.passage = (_, _, _) -> true;
        network.runFor(20_000);
        assertThat(network.leastHeight()).isGreaterThan(before + 10);
    }

    @Test
    void all_crashedAtOnce_goOn() {
        var network = new TestNetwork(TestEpoch.ofFour(), 4);
        network.watch = new Promises(4);
        network.startAll();
        for (int i = 0; i < 40; i++) {
            network.runFor(137L * (i % 7 + 1));
            network.nodes.forEach(TestNetwork.Node::crash);
            network.startAll();
        }
        network.runFor(20_000);
        assertThat(network.leastHeight()).isGreaterThan(15);
    }

    @Test
    void one_awayForLong_catchesUp() {
        var network = new TestNetwork(TestEpoch.ofFour(), 5);
        network.startAll();
        network.nodes.get(1).crash();
        network.runFor(200_000);
        network.nodes.get(1).start();
        network.runFor(20_000);
        assertThat(network.leastHeight()).isGreaterThan(90);
    }

    private static void run(int members, int twins) {
        long[] powers = new long[members];
        Arrays.fill(powers, 1);
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                var random = new Random(seed);
                var network = new TestNetwork(new TestEpoch(0, 1000, TestEpoch.TIMING, powers), seed);
                network.watch = new Promises(members - twins);
                for (int i = 0; i < twins; i++) {
                    network.addTwin(members - 1 - i);
                }
                network.startAll();
                for (int i = 0; i < 12; i++) {
                    disturb(network, random, members);
                    network.runFor(random.nextInt(1, 8_000));
                }
                clear(network);
                long before = network.finalAt.size();
                network.runFor(150_000);
                for (int place = 0; place < members - twins; place++) {
                    assertThat(network.nodes.get(place).tip().height()).isGreaterThan(before + 4);
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " of " + members + " members, " + twins + " twins", e);
            }
        }
    }

    private static void disturb(TestNetwork network, Random random, int members) {
        network.weather = new TestNetwork.Weather(
                random.nextInt(3) * 150, random.nextInt(3) * 100, random.nextInt(5) == 0 ? 5_000 : 200);
        int[] side = random.ints(network.nodes.size(), 0, random.nextBoolean() ? 1 : 2)
                .toArray();
        network.passage = (from, to, _) -> side[from] == side[to];
        var node = network.nodes.get(random.nextInt(members));
        if (node.up) {
            node.crash();
        } else {
            node.start();
        }
    }

    private static void clear(TestNetwork network) {
        network.weather = TestNetwork.Weather.FAIR;
        network.passage = (_, _, _) -> true;
        network.nodes.stream().filter(node -> !node.up).forEach(TestNetwork.Node::start);
    }

    /// Checks what nobody honest breaks, whatever its journal went through: nothing is said that was not
    /// journaled, no block voted for that was not, and no vote contradicts another.
    private static final class Promises implements TestNetwork.Watch {
        private final int honest;
        private final Map<Integer, Map<Long, List<Vote>>> said = new HashMap<>();

        Promises(int honest) {
            this.honest = honest;
        }

        @Override
        public void accept(TestNetwork.Node node, ConsensusInput input, Step step) {
            if (node.index >= honest) {
                return;
            }
            Set<JournalRecord> journaled = new HashSet<>();
            for (ConsensusEffect effect : step.effects()) {
                switch (effect) {
                    case ConsensusEffect.Journal(var entry) -> journaled.add(entry);
                    case ConsensusEffect.Broadcast(PeerMessage.Voted(var vote)) -> check(node, vote, journaled);
                    case ConsensusEffect.Broadcast(PeerMessage.Propose propose) ->
                        check(node, propose.proposal(), journaled);
                    case ConsensusEffect.Refused refused -> throw new AssertionError("asked for " + refused);
                    default -> {}
                }
            }
        }

        private void check(TestNetwork.Node node, SignedVote vote, Set<JournalRecord> journaled) {
            assertThat(vote.validator())
                    .isEqualTo(node.simplex
                            .config()
                            .validators()
                            .members()
                            .get(node.place)
                            .id());
            var entry = new JournalRecord.OwnVote(vote);
            if (!journaled.contains(entry) && !node.journal.contains(entry)) {
                throw new AssertionError("said without having journaled it: " + vote);
            }
            if (vote.vote() instanceof Vote.Notarize notarize) {
                var all = new ArrayList<>(node.journal);
                all.addAll(journaled);
                assertThat(all)
                        .describedAs("voted for a block that was not journaled")
                        .anyMatch(kept -> kept instanceof JournalRecord.Proposal(var proposal, var block)
                                && proposal.vote().equals(notarize)
                                && block.hash().equals(notarize.block()));
            }
            var before = said.computeIfAbsent(node.place, _ -> new HashMap<>())
                    .computeIfAbsent(vote.vote().round().view(), _ -> new ArrayList<>());
            for (Vote earlier : before) {
                if (Equivocation.contradict(earlier, vote.vote())) {
                    throw new AssertionError("contradicted itself: " + earlier + " and " + vote.vote());
                }
            }
            if (!before.contains(vote.vote())) {
                before.add(vote.vote());
            }
        }
    }
}
