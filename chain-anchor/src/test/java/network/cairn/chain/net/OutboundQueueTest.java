package network.cairn.chain.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.net.OutboundFrame.Lane;
import network.cairn.client.ledger.Round;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;

final class OutboundQueueTest {
    @Test
    void poll_consensusBeforeCatchUpBeforeGossip() {
        var queue = new OutboundQueue(1000, 500);
        var gossip = frame(Lane.GOSSIP, "g", 10);
        var catchUp = frame(Lane.CATCH_UP, "c", 10);
        var first = frame(Lane.CONSENSUS, "1", 10);
        var second = frame(Lane.CONSENSUS, "2", 10);
        queue.offer(gossip);
        queue.offer(catchUp);
        queue.offer(first);
        queue.offer(second);
        assertThat(queue.poll()).isSameAs(first);
        assertThat(queue.poll()).isSameAs(second);
        assertThat(queue.poll()).isSameAs(catchUp);
        assertThat(queue.poll()).isSameAs(gossip);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void offer_full_gossipGivesWayThenCatchUpThenTheOldestVote() {
        var queue = new OutboundQueue(100, 60);
        queue.offer(frame(Lane.GOSSIP, "g", 40));
        queue.offer(frame(Lane.CATCH_UP, "c", 30));
        queue.offer(frame(Lane.CONSENSUS, "1", 30));
        var newest = frame(Lane.CONSENSUS, "2", 65);
        queue.offer(newest);
        assertThat(queue.poll()).extracting(OutboundFrame::key).isEqualTo("1");
        assertThat(queue.poll()).isSameAs(newest);
        assertThat(queue.poll()).isNull();
        queue.offer(frame(Lane.CONSENSUS, "3", 60));
        queue.offer(frame(Lane.CONSENSUS, "4", 60));
        assertThat(queue.poll()).extracting(OutboundFrame::key).isEqualTo("4");
        assertThat(queue.dropped()).isEqualTo(3);
    }

    @Test
    void offer_sameStanding_newestTakesItsPlace() {
        var queue = new OutboundQueue(1000, 500);
        queue.offer(OutboundFrame.of(new PeerMessage.Standing(1, new Round(0, 1))));
        var newest = OutboundFrame.of(new PeerMessage.Standing(2, new Round(0, 2)));
        queue.offer(newest);
        assertThat(queue.poll()).isSameAs(newest);
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void anyOffers_neverBeyondTheLimits() {
        for (long seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var queue = new OutboundQueue(1000, 300);
            for (int i = 0; i < 300; i++) {
                if (random.nextInt(4) == 0) {
                    var _ = queue.poll();
                } else {
                    var lane =
                            List.of(Lane.CONSENSUS, Lane.CATCH_UP, Lane.GOSSIP).get(random.nextInt(3));
                    queue.offer(frame(lane, random.nextInt(50), 1 + random.nextInt(1200)));
                }
                assertThat(queue.bytes()).as("seed " + seed).isBetween(0L, 1000L);
            }
            queue.clear();
            assertThat(queue.bytes()).as("seed " + seed).isZero();
        }
    }

    @Test
    void scores_penaltiesFadeAndBansGrow() {
        var limits = MeshLimits.DEFAULT;
        var scores = new PeerScores(limits);
        var peer = ActorId.of(new byte[ActorId.LENGTH_BYTES]);
        long second = Duration.ofSeconds(1).toNanos();
        assertThat(scores.punish(peer, 90, 0)).isFalse();
        assertThat(scores.penalty(peer, 10 * second)).isEqualTo(70);
        assertThat(scores.punish(peer, 20, 10 * second)).isFalse();
        assertThat(scores.punish(peer, 20, 10 * second)).isTrue();
        assertThat(scores.isBanned(peer, 19 * second)).isTrue();
        assertThat(scores.isBanned(peer, 21 * second)).isFalse();
        assertThat(scores.punish(peer, 100, 21 * second)).isTrue();
        assertThat(scores.isBanned(peer, 40 * second)).isTrue();
        assertThat(scores.isBanned(peer, 42 * second)).isFalse();
    }

    @Test
    void credit_comesBackWithTime() {
        var credit = new Credit(1000, 0);
        assertThat(credit.use(1000, 0)).isZero();
        assertThat(credit.use(500, 0)).isBetween(499_000_000L, 501_000_000L);
        assertThat(credit.use(0, 500_000_000L)).isLessThan(1000);
        assertThat(credit.use(1000, 5_000_000_000L)).isZero();
        assertThat(credit.use(1, 5_000_000_000L)).isPositive();
    }

    private static OutboundFrame frame(Lane lane, Object key, int bytes) {
        return new OutboundFrame(lane, key, new byte[bytes]);
    }
}
