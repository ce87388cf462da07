package network.cairn.chain.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Explicit-state exploration of the step function. `-Dcairn.consensus.states=N` sets how many states
/// each exploration may see.
class SimplexExplorationTest {
    private static final Logger LOG = LoggerFactory.getLogger(SimplexExplorationTest.class);
    private static final long STATES = Long.getLong("cairn.consensus.states", 150_000);

    /// No pause between blocks, and a delay that does not change: neither has to do with safety.
    private static final ConsensusTiming TIMING =
            new ConsensusTiming(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(5));

    private static TestEpoch epoch(int blocks) {
        return new TestEpoch(0, blocks, TIMING, 1, 1, 1, 1);
    }

    private static void explore(
            String what, TestEpoch epoch, long liarsView, int views, boolean oneByOne, int crashes) {
        long begin = System.nanoTime();
        var model = new Exploration.Model(epoch, epoch.leader(liarsView), views, oneByOne, crashes);
        var result = new Exploration(model).explore(STATES);
        LOG.info(
                "{}: {} states ({}), {} of single members, {} steps, {} blocks final in some, {} ms",
                what,
                result.states(),
                result.whole() ? "all there are" : "the bound",
                result.memberStates(),
                result.steps(),
                result.finalBlocks(),
                (System.nanoTime() - begin) / 1_000_000);
        assertThat(result.states()).isGreaterThan(1_000);
    }

    @Test
    void twoViews_liarLeadsTheFirst() {
        explore("two views, liar leads the first", epoch(1000), 1, 2, false, 0);
    }

    @Test
    void twoViews_liarLeadsTheSecond() {
        explore("two views, liar leads the second", epoch(1000), 2, 2, false, 0);
    }

    @Test
    void twoViews_liarLeadsNone() {
        explore("two views, liar leads none", epoch(1000), 3, 2, false, 0);
    }

    @Test
    void twoViews_withCrashes() {
        explore("two views, crashes", epoch(1000), 1, 2, false, 1);
    }

    @Test
    void oneView_votesOneByOneWithCrashes() {
        explore("one view, votes one by one", epoch(1000), 1, 1, true, 1);
    }

    @Test
    void twoViews_votesOneByOne() {
        explore("two views, votes one by one", epoch(1000), 1, 2, true, 0);
    }

    @Test
    void threeViews_liarLeadsTheFirst() {
        explore("three views, liar leads the first", epoch(1000), 1, 3, false, 0);
    }

    @Test
    void threeViews_liarLeadsTheSecond() {
        explore("three views, liar leads the second", epoch(1000), 2, 3, false, 0);
    }

    @Test
    void threeViews_endOfAnEpoch() {
        explore("three views, an epoch of one block", epoch(1), 1, 3, false, 0);
    }

    @Test
    void threeViews_endOfAnEpochWithCrashes() {
        explore("three views, an epoch of one block, crashes", epoch(1), 2, 3, false, 1);
    }
}
