package network.cairn.client.receipt;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The questions that the making of one receipt asks: at most so many at once, and none when its time is over.
final class Questions implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free;
    private final InstantSource clock;
    private final Instant deadline;
    private final Duration timeout;

    Questions(int questionsMax, Duration timeout, InstantSource clock) {
        this.free = new Semaphore(questionsMax);
        this.clock = clock;
        this.timeout = timeout;
        this.deadline = clock.instant().plus(timeout);
    }

    /// Asks one, when it is its turn.
    <T> T ask(Callable<T> question) throws Exception {
        free.acquire();
        try {
            return question.call();
        } finally {
            free.release();
        }
    }

    /// Carries tasks out side by side, each of which asks what it likes, and gives their results in order. None is
    /// under way any more on return.
    ///
    /// @throws ReceiptException if one fails, or time is over
    <T> List<T> all(List<? extends Callable<T>> tasks) throws ReceiptException, InterruptedException {
        long left = Math.max(0, Duration.between(clock.instant(), deadline).toNanos());
        var results = new ArrayList<T>(tasks.size());
        for (var task : threads.invokeAll(tasks, left, TimeUnit.NANOSECONDS)) {
            switch (task.state()) {
                case SUCCESS -> results.add(task.resultNow());
                case FAILED -> throw failed(task.exceptionNow());
                default -> throw new ReceiptException("no receipt within " + timeout);
            }
        }
        return results;
    }

    private static ReceiptException failed(Throwable cause) {
        if (cause instanceof RuntimeException bug) {
            throw bug;
        }
        return cause instanceof ReceiptException known
                ? known
                : new ReceiptException(String.valueOf(cause.getMessage()), cause);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
