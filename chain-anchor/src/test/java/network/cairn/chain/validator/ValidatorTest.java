package network.cairn.chain.validator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ValidatorTest {
    @Test
    void progress_fourValidators() {
        var network = new ValidatorNetwork(1, 4, 0, 10);
        network.startAll();
        network.untilHeight(45, Duration.ofMinutes(1));
        network.assertHonest();
        assertThat(network.nodes).allMatch(node -> node.validator().status().voting());
    }

    @Test
    void progress_oneValidator() {
        var network = new ValidatorNetwork(2, 1, 0, 5);
        network.startAll();
        network.untilHeight(23, Duration.ofSeconds(30));
        network.assertHonest();
    }
}
