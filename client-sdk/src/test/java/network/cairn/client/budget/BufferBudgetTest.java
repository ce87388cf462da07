package network.cairn.client.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class BufferBudgetTest {
    @Test
    void acquire_manyThreadsNeverExceedTheLimit() throws Exception {
        var budget = new BufferBudget(1000, 100);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var users = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 64; i++) {
                var random = new Random(i);
                users.add(() -> {
                    for (int round = 0; round < 50; round++) {
                        int arrays = 1 + random.nextInt(10);
                        var lease = budget.acquire(100L * arrays);
                        for (int j = 0; j < arrays; j += 2) {
                            lease.release(lease.take(100));
                        }
                        lease.close();
                    }
                    return true;
                });
            }
            for (var user : threads.invokeAll(users)) {
                assertThat(user.get()).isTrue();
            }
        }
        assertThat(budget.inUseBytes()).isZero();
        assertThat(budget.highWaterBytes()).isBetween(100L, 1000L);
    }

    @Test
    void acquire_largeWaiterIsServedBeforeLaterSmallOnes() throws Exception {
        var budget = new BufferBudget(10, 1);
        var held = budget.acquire(6);
        Thread large = Thread.ofVirtual().start(() -> {
            try (var _ = budget.acquire(10)) {
                assertThat(budget.inUseBytes()).isEqualTo(10);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        while (large.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(budget.tryAcquire(1)).isNull();
        held.close();
        large.join();
        assertThat(budget.inUseBytes()).isZero();
    }

    @Test
    void acquire_interruptedWaiterLetsTheNextOneIn() throws Exception {
        var budget = new BufferBudget(10, 1);
        var held = budget.acquire(6);
        Thread large = Thread.ofVirtual().start(() -> {
            try {
                budget.acquire(10).close();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        while (large.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        large.interrupt();
        large.join();
        budget.acquire(4).close();
        held.close();
        assertThat(budget.inUseBytes()).isZero();
    }

    @Test
    void acquire_moreThanThereIs() {
        var budget = new BufferBudget(10, 1);
        assertThatThrownBy(() -> budget.acquire(11))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("11 bytes of buffers are needed at once and the limit is 10; raise it");
    }
}
