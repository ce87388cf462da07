package network.cairn.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class ChainSimulationTest {
    private static String report(SimulationResult result) {
        var lines = new ArrayList<String>();
        lines.add(result.scenario());
        lines.addAll(result.lastEvents());
        lines.add("seed " + result.seed() + " with " + result.members() + " validators: " + result.failure());
        return String.join("\n", lines);
    }

    private static SimulationResult run(long seed, int validators) {
        return ChainSimulation.run(seed, validators, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"1, 20", "2, 20", "3, 20", "4, 220", "5, 20", "7, 80", "10, 10"})
    void chain_underManySeeds_neverForksAndAlwaysRecovers(int validators, int seeds) {
        for (long seed = 1; seed <= seeds; seed++) {
            SimulationResult result = run(seed, validators);

            assertThat(result.passed()).as(() -> report(result)).isTrue();
        }
    }

    /// Seeds that once failed: a journal that dropped files on the word of a mark whose force had failed; and a store
    /// that took back, after a restart of the process and then a loss of power, what it had shown in between.
    @ParameterizedTest
    @CsvSource({"4, 1003404", "4, 6000274"})
    void chain_underSeedsThatFailedOnce_holds(int validators, long seed) {
        SimulationResult result = run(seed, validators);

        assertThat(result.passed()).as(() -> report(result)).isTrue();
    }

    @Test
    void faults_doTakePlace() {
        var tally = new Tally();
        for (long seed = 1000; seed < 1060; seed++) {
            tally.add(run(seed, 4).tally());
        }

        for (Happening happening : Happening.values()) {
            if (happening != Happening.VOID_RUNS) {
                assertThat(tally.of(happening)).as(happening.meaning()).isPositive();
            }
        }
        assertThat(tally.of(Happening.VOID_RUNS)).isLessThan(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7})
    void seed_runAgain_givesTheSameTrace(int validators) {
        var seeds = List.of(3L, 14L, 15L, 92L);
        var first = seeds.stream().map(seed -> run(seed, validators)).toList();

        for (SimulationResult before : first.reversed()) {
            SimulationResult again = run(before.seed(), validators);
            assertThat(again.traceHash()).as("seed %s", before.seed()).isEqualTo(before.traceHash());
            assertThat(again.events()).isEqualTo(before.events());
        }
        assertThat(first.stream().map(SimulationResult::traceHash).distinct()).hasSameSizeAs(seeds);
    }

    @Test
    void trace_whenListenedTo_isTheSameRun() {
        var lines = new ArrayList<String>();
        SimulationResult listened = ChainSimulation.run(5, 4, Optional.of(lines::add));

        assertThat(listened.traceHash()).isEqualTo(run(5, 4).traceHash());
        assertThat(lines).hasSizeGreaterThan((int) listened.events());
        assertThat(lines).anyMatch(line -> line.contains("FINAL"));
    }
}
