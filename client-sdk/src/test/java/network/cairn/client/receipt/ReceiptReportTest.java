package network.cairn.client.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceiptReportTest {
    @Test
    void of_acceptedAndRejected() throws Exception {
        var network = new SmallNetwork();
        network.pass(3);
        network.nodes.get(2).silent = true;
        var made = network.make();
        var tree = ReceiptReport.of(made);
        assertThat(tree)
                .containsEntry("accepted", true)
                .containsEntry("object", "photos/cat.jpg")
                .containsEntry("segmentsShown", 2)
                .containsEntry("epoch", 4L);
        assertThat(tree).extracting("durability", MAP).containsEntry("alive", 5).containsEntry("readable", true);
        var pieces =
                assertThat(tree).extracting("segments", list(Map.class)).first().extracting("pieces", list(Map.class));
        pieces.element(0, MAP)
                .containsEntry("status", "ALIVE")
                .containsEntry("operator", "operator-0")
                .containsEntry("subnet", "10.0.0.0/24")
                .containsEntry("lastProvenEpoch", 3L);
        pieces.element(2, MAP).containsEntry("status", "NOT_IN_DEAL").doesNotContainKey("operator");
        isJson(tree);

        byte[] other = made.receipt().encode();
        other[0] = 7;
        assertThat(ReceiptReport.of(network.verifier().verify(other)))
                .containsEntry("accepted", false)
                .containsEntry("reason", "OTHER_VERSION");
    }

    private static void isJson(Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                assertThat(map.keySet()).allMatch(String.class::isInstance);
                map.values().forEach(ReceiptReportTest::isJson);
            }
            case Collection<?> all -> all.forEach(ReceiptReportTest::isJson);
            default -> assertThat(value).isInstanceOfAny(String.class, Integer.class, Long.class, Boolean.class);
        }
    }
}
