package network.cairn.client.repair;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import network.cairn.client.budget.BufferBudget;
import network.cairn.client.budget.CpuPool;
import network.cairn.client.placement.NodeScoreboard;
import network.cairn.client.transport.StorageNetwork;

/// Exchanges with several nodes side by side, each with the same limit of time.
final class Exchanges {
    /// What all repairs share.
    record Environment(
            StorageNetwork network,
            NodeScoreboard scoreboard,
            BufferBudget buffers,
            CpuPool cpu,
            Duration stallTimeout) {}

    /// How one exchange went.
    sealed interface Result<T> {
        record Done<T>(T value) implements Result<T> {}

        record Failed<T>(String problem) implements Result<T> {}
    }

    private final Duration stallTimeout;

    Exchanges(Duration stallTimeout) {
        this.stallTimeout = stallTimeout;
    }

    /// Runs them all and returns their results in order, when each has ended or has run out of time and been
    /// interrupted. No exchange is under way any more on return.
    <T> List<Result<T>> all(List<Callable<T>> exchanges) throws InterruptedException {
        var results = new ArrayList<Result<T>>(exchanges.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var exchange : threads.invokeAll(exchanges, stallTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                results.add(
                        switch (exchange.state()) {
                            case SUCCESS -> new Result.Done<>(exchange.resultNow());
                            case FAILED ->
                                new Result.Failed<>(
                                        String.valueOf(exchange.exceptionNow().getMessage()));
                            default -> new Result.Failed<>("no progress for " + stallTimeout);
                        });
            }
        }
        return results;
    }
}
