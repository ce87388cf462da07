package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Jobs that two gateways on one database want at once.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class JobTableTest {
    private static final int WORKERS = 8;
    private static final int ROUNDS = 20;
    private static final int TURNS = 10;
    private static final Duration LEASE = Duration.ofMinutes(2);

    private final SettableClock clock = new SettableClock();
    private final TestMetadata.Gateways gateways = TestMetadata.gateways(clock, new SecureRandom());
    private final List<RowMetadataStore> open = List.of(gateways.open(), gateways.open());

    @AfterEach
    void close() {
        open.forEach(RowMetadataStore::close);
    }

    private Instant leased() {
        return clock.instant().plus(LEASE);
    }

    private Jobs jobs(int worker) {
        return open.get(worker % open.size()).jobs();
    }

    private interface Work<T> {
        T by(int worker) throws Exception;
    }

    /// Has workers do the same at once, every second one at each gateway.
    private static <T> List<T> atOnce(Work<T> work) throws Exception {
        var tasks = new ArrayList<Callable<T>>();
        for (int i = 0; i < WORKERS; i++) {
            int worker = i;
            tasks.add(() -> work.by(worker));
        }
        var results = new ArrayList<T>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> task : executor.invokeAll(tasks)) {
                results.add(task.get());
            }
        }
        return results;
    }

    @Test
    void claim_raced_hasOneWinner() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String job = "job " + round;
            List<Boolean> won = atOnce(
                    worker -> jobs(worker).claim(job, "w" + worker, leased()).isPresent());
            assertThat(won.stream().filter(each -> each).count()).as(job).isEqualTo(1);
        }
    }

    @Test
    void claim_afterTheLease_goesOnWhereTheOtherWas() {
        assertThat(jobs(0).claim("job", "one", leased())).contains(new byte[0]);
        assertThat(jobs(0).keep("job", "one", leased(), new byte[] {7})).isTrue();
        assertThat(jobs(1).claim("job", "two", leased())).isEmpty();
        clock.advance(LEASE.plusMillis(1));
        assertThat(jobs(1).claim("job", "two", leased())).contains(new byte[] {7});
        assertThat(jobs(0).keep("job", "one", leased(), new byte[] {9})).isFalse();
        assertThat(jobs(0).rest("job", "one", leased())).isFalse();
        assertThat(jobs(1).keep("job", "two", leased(), new byte[] {8})).isTrue();
    }

    /// Each turn counts the progress up by one: two at once would count some number twice.
    @Test
    void turns_ofManyWorkers_areOneAtATimeAndNoneIsLost() throws Exception {
        var inside = new AtomicInteger();
        atOnce(worker -> {
            for (int turn = 0; turn < TURNS; ) {
                String holder = "w" + worker + " " + turn;
                Optional<byte[]> claimed = jobs(worker).claim("count", holder, leased());
                if (claimed.isEmpty()) {
                    Thread.onSpinWait();
                    continue;
                }
                assertThat(inside.incrementAndGet()).isEqualTo(1);
                int count = claimed.get().length == 0
                        ? 0
                        : ByteBuffer.wrap(claimed.get()).getInt();
                byte[] next = ByteBuffer.allocate(4).putInt(count + 1).array();
                inside.decrementAndGet();
                // Kept until now, so that the next one may have it at once.
                assertThat(jobs(worker).keep("count", holder, clock.instant(), next))
                        .isTrue();
                turn++;
            }
            return worker;
        });
        byte[] last = jobs(0).claim("count", "last", leased()).orElseThrow();
        assertThat(ByteBuffer.wrap(last).getInt()).isEqualTo(WORKERS * TURNS);
    }
}
