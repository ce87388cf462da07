package network.cairn.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScenarioMakerTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 10})
    void liars_haveLessThanAThirdOfThePower(int members) {
        for (long seed = 0; seed < 2000; seed++) {
            Scenario scenario = ScenarioMaker.draw(seed, members);
            long total = scenario.stakes().stream().mapToLong(Long::longValue).sum();
            long lying = 0;
            for (int place = 0; place < members; place++) {
                lying += scenario.isLiar(place) ? scenario.stakes().get(place) : 0;
            }

            assertThat(3 * lying).as("seed %s", seed).isLessThan(total);
            assertThat(scenario.lies()).as("seed %s", seed).doesNotContainKey(scenario.twin());
        }
    }

    @Test
    void faults_endBeforeTheNetworkHeals() {
        for (long seed = 0; seed < 2000; seed++) {
            Scenario scenario = ScenarioMaker.draw(seed, 4);

            assertThat(scenario.faults())
                    .as("seed %s", seed)
                    .allMatch(timed -> timed.untilMicros() <= scenario.healMicros());
            assertThat(scenario.joinsMicros().values()).allMatch(micros -> micros <= scenario.healMicros());
        }
    }

    @Test
    void seeds_drawEveryLieAndFault() {
        var lies = new HashSet<Lie>();
        var faults = new HashSet<Class<?>>();
        for (long seed = 0; seed < 500; seed++) {
            Scenario scenario = ScenarioMaker.draw(seed, 4);
            scenario.lies().values().forEach(lies::addAll);
            scenario.faults().forEach(timed -> faults.add(timed.fault().getClass()));
        }
        assertThat(lies).containsExactlyInAnyOrder(Lie.values());
        assertThat(faults).hasSameSizeAs(Fault.class.getPermittedSubclasses());
    }
}
