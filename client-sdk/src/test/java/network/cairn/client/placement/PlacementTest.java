package network.cairn.client.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import network.cairn.client.transport.InMemoryStorageNetwork;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.NodeFault;
import network.cairn.client.wire.v1.NodeHealth;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PlacementTest {
    private static final long SEED = 20260101;
    private static final int DRAWS = 4000;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final NodeScoreboard scoreboard = new NodeScoreboard(clock);
    private final Random random = new Random(SEED);

    private Map<ActorId, Integer> draw(InMemoryStorageNetwork network, int count) {
        var placement = new Placement(network, scoreboard);
        var pieces = new HashMap<ActorId, Integer>();
        for (int i = 0; i < DRAWS; i++) {
            List<NodeEndpoint> chosen = placement.choose(count, Set.of(), 1, random);
            assertThat(chosen).doesNotHaveDuplicates().hasSize(count);
            chosen.forEach(node -> pieces.merge(node.id(), 1, Integer::sum));
        }
        return pieces;
    }

    private void free(ActorId node, long freeBytes) {
        scoreboard.healthy(new NodeHealth(node, true, "", freeBytes, 0, 0, "test"));
    }

    @Test
    void choose_equalNodesGetEqualShares() {
        var network = new InMemoryStorageNetwork(8, clock);
        Map<ActorId, Integer> pieces = draw(network, 2);
        assertThat(pieces).hasSize(8);
        assertThat(pieces.values()).allSatisfy(count -> assertThat(count).isBetween(800, 1200));
    }

    @Test
    void choose_moreFreeSpaceGetsMorePieces() {
        var network = new InMemoryStorageNetwork(8, clock);
        network.all().forEach(node -> free(node.id(), 1000));
        free(network.at(0).id(), 4000);
        Map<ActorId, Integer> pieces = draw(network, 1);
        int most = pieces.getOrDefault(network.at(0).id(), 0);
        int usual = pieces.getOrDefault(network.at(1).id(), 0);
        assertThat(most).isGreaterThan(2 * usual);
    }

    @Test
    void choose_slowerNodesGetFewer() {
        var network = new InMemoryStorageNetwork(8, clock);
        network.all().forEach(node -> scoreboard.succeeded(node.id(), 0, 1_000_000));
        for (int i = 0; i < 20; i++) {
            scoreboard.succeeded(network.at(3).id(), 0, 900_000_000);
        }
        Map<ActorId, Integer> pieces = draw(network, 1);
        assertThat(pieces.getOrDefault(network.at(3).id(), 0)).isLessThan(DRAWS / 16);
    }

    @Test
    void choose_operatorsShareEvenly() {
        var network = new InMemoryStorageNetwork(12, 4, clock);
        var placement = new Placement(network, scoreboard);
        for (int i = 0; i < 200; i++) {
            assertThat(placement.choose(4, Set.of(), 1, random).stream().map(NodeEndpoint::operator))
                    .doesNotHaveDuplicates();
            var eight = new HashMap<String, Integer>();
            placement.choose(8, Set.of(), 1, random).forEach(node -> eight.merge(node.operator(), 1, Integer::sum));
            assertThat(eight.values()).containsOnly(2);
        }
    }

    @Test
    void choose_poorNodesComeLast() {
        var network = new InMemoryStorageNetwork(8, clock);
        ActorId full = network.at(0).id();
        ActorId readOnly = network.at(1).id();
        ActorId failing = network.at(2).id();
        free(full, 10);
        scoreboard.healthy(new NodeHealth(readOnly, false, "disk error", 1000, 0, 0, "test"));
        scoreboard.failed(failing);
        var placement = new Placement(network, scoreboard);
        for (int i = 0; i < 100; i++) {
            assertThat(placement.choose(5, Set.of(), 100, random).stream().map(NodeEndpoint::id))
                    .doesNotContain(full, readOnly, failing);
            assertThat(placement.choose(6, Set.of(), 100, random)).hasSize(6);
        }
        assertThat(placement.choose(9, Set.of(full), 100, random)).hasSize(7);
    }

    @Test
    void standing_failureIsForgottenInSecondsAndALieIsNot() {
        ActorId node = new InMemoryStorageNetwork(1, clock).at(0).id();
        scoreboard.failed(node);
        assertThat(scoreboard.standing(node).suspect()).isTrue();
        now = now.plusSeconds(5);
        assertThat(scoreboard.standing(node).suspect()).isFalse();
        scoreboard.lied(node);
        scoreboard.succeeded(node, 1, 1);
        now = now.plusSeconds(60);
        assertThat(scoreboard.standing(node).suspect()).isTrue();
    }

    @Test
    void health_goneAndBack() throws Exception {
        var network = new InMemoryStorageNetwork(3, clock);
        var options = new HealthOptions(Duration.ofHours(1), Duration.ofMillis(200), 2);
        try (var monitor = new HealthMonitor(network, scoreboard, options, clock)) {
            network.at(0).fault(new NodeFault.Gone());
            network.at(1).fault(new NodeFault.Stalls());
            monitor.pollNow();
            assertThat(monitor.statuses())
                    .hasSize(3)
                    .filteredOn(NodeStatus::reachable)
                    .hasSize(1);
            assertThat(scoreboard.standing(network.at(0).id()).suspect()).isTrue();
            assertThat(scoreboard.standing(network.at(1).id()).suspect()).isTrue();
            network.heal();
            monitor.pollNow();
            assertThat(monitor.statuses()).allMatch(NodeStatus::reachable);
            assertThat(scoreboard.standing(network.at(0).id()).suspect()).isFalse();
            monitor.start();
        }
    }
}
