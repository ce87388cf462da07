package network.cairn.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.validator.ValidatorEnvironment.TimerName;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ConsensusThreadTest {
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final ConsensusThread thread = new ConsensusThread("test", new Recorder());

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void timersTasksAndPeers_inTheirOrder() throws Exception {
        for (int i = 0; i < 3; i++) {
            thread.put(peer(1), request(10 + i), 1);
        }
        thread.put(peer(2), request(20), 1);
        thread.execute(() -> done.add("task"));
        thread.setTimer(new TimerName("late", Optional.empty()), Duration.ofMillis(200));
        thread.setTimer(new TimerName("cancelled", Optional.empty()), Duration.ZERO);
        thread.cancelTimer(new TimerName("cancelled", Optional.empty()));
        thread.setTimer(new TimerName("again", Optional.empty()), Duration.ZERO);
        thread.setTimer(new TimerName("again", Optional.empty()), Duration.ZERO);
        thread.start(() -> done.add("first"));
        ended.await();
        assertThat(done).containsExactly("again", "first", "task", "10", "20", "11", "12", "late");
    }

    @Test
    void put_peerThatSaysTooMuch_waitsAndNobodyElseDoes() throws Exception {
        var started = new CountDownLatch(1);
        for (int i = 0; i < 1024; i++) {
            thread.put(peer(1), request(1), 1);
        }
        var blocked = Thread.ofVirtual().start(() -> {
            try {
                started.countDown();
                thread.put(peer(1), request(2), 1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        thread.put(peer(2), request(3), 1);
        assertThat(blocked.join(Duration.ofMillis(50))).isFalse();
        thread.start(() -> {});
        assertThat(blocked.join(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void work_thatFails_endsTheThreadAndIsTold() throws Exception {
        var cause = new IllegalStateException("for the test");
        thread.start(() -> {
            throw cause;
        });
        ended.await();
        assertThat(failure.get()).isSameAs(cause);
    }

    private static ActorId peer(int number) {
        byte[] id = new byte[ActorId.LENGTH_BYTES];
        id[0] = (byte) number;
        return ActorId.of(id);
    }

    private static PeerMessage request(long height) {
        return new PeerMessage.FinalisedRequest(height);
    }

    private final class Recorder implements ConsensusThread.Work {
        @Override
        public void onMessage(ActorId from, PeerMessage message) {
            done.add(String.valueOf(((PeerMessage.FinalisedRequest) message).fromHeight()));
        }

        @Override
        public void onTimer(TimerName name) {
            done.add(name.kind());
            if (name.kind().equals("late")) {
                ended.countDown();
            }
        }

        @Override
        public void worked() {}

        @Override
        public void failed(Throwable cause) {
            failure.set(cause);
            ended.countDown();
        }
    }
}
