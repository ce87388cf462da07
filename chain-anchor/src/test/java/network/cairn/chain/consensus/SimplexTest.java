package network.cairn.chain.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimplexTest {
    @Test
    void one_validator_finalisesABlockEachTarget() {
        var network = new TestNetwork(new TestEpoch(0, 1000, TestEpoch.TIMING, 5), 1);
        network.startAll();
        network.runFor(60_500);
        assertThat(network.leastHeight()).isBetween(55L, 61L);
    }

    @Test
    void four_validators_finaliseABlockEachTarget() {
        var network = new TestNetwork(TestEpoch.ofFour(), 1);
        network.startAll();
        network.runFor(60_500);
        assertThat(network.leastHeight()).isBetween(50L, 61L);
    }

    @Test
    void four_oneSilent_goOn() {
        var network = new TestNetwork(TestEpoch.ofFour(), 1);
        network.startAll();
        network.nodes.get(2).crash();
        network.runFor(120_000);
        assertThat(network.nodes.get(0).tip().height()).isGreaterThan(60);
    }
}
