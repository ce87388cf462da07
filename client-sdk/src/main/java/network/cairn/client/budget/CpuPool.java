package network.cairn.client.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The processor cores, shared by all coding, masking and hashing of a process.
///
/// Virtual threads hand computations over and wait. A computation never blocks and never waits for another, so the
/// pool cannot deadlock; its queue is bounded by the stripes that the buffer budgets let exist.
public final class CpuPool implements AutoCloseable {
    private final Executor executor;
    private final List<ExecutorService> owned;

    private CpuPool(Executor executor, List<ExecutorService> owned) {
        this.executor = executor;
        this.owned = owned;
    }

    /// A pool of so many platform threads of its own.
    public static CpuPool ofThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a pool of " + threads + " threads does nothing");
        }
        var executor = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("cairn-cpu-", 0).factory());
        return new CpuPool(executor, List.of(executor));
    }

    /// A pool over threads that are its caller's to end.
    public static CpuPool over(Executor executor) {
        return new CpuPool(executor, List.of());
    }

    /// Runs a computation and waits for it.
    ///
    /// When the caller is interrupted the computation is dropped if it has not begun, and waited for if it has: on
    /// return nothing touches its buffers any more.
    public void run(Runnable computation) throws InterruptedException {
        runAll(List.of(computation));
    }

    /// Runs computations side by side and waits for all of them, as {@link #run} does for one.
    public void runAll(List<? extends Runnable> computations) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var ended = new CountDownLatch(computations.size());
        var tasks = new ArrayList<Computation>(computations.size());
        computations.forEach(computation -> tasks.add(new Computation(computation, ended)));
        try {
            tasks.forEach(executor::execute);
        } catch (RejectedExecutionException e) {
            tasks.forEach(Computation::drop);
            awaitUninterruptibly(ended, tasks);
            throw new IllegalStateException("the pool of processor threads is closed", e);
        }
        if (awaitUninterruptibly(ended, tasks)) {
            throw new InterruptedException();
        }
        tasks.forEach(Computation::rethrowFailure);
    }

    /// Whether it was interrupted while it waited.
    private static boolean awaitUninterruptibly(CountDownLatch ended, List<Computation> tasks) {
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                return interrupted;
            } catch (InterruptedException _) {
                interrupted = true;
                tasks.forEach(Computation::drop);
            }
        }
    }

    @Override
    public void close() {
        owned.forEach(ExecutorService::close);
    }

    /// A computation that counts down once nothing of it runs or will run.
    private static final class Computation implements Runnable {
        private final Runnable computation;
        private final CountDownLatch ended;
        private final AtomicBoolean claimed = new AtomicBoolean();
        private volatile @Nullable Throwable failure;

        Computation(Runnable computation, CountDownLatch ended) {
            this.computation = computation;
            this.ended = ended;
        }

        @Override
        public void run() {
            if (!claimed.compareAndSet(false, true)) {
                return;
            }
            try {
                computation.run();
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                ended.countDown();
            }
        }

        void drop() {
            if (claimed.compareAndSet(false, true)) {
                ended.countDown();
            }
        }

        void rethrowFailure() {
            switch (failure) {
                case null -> {}
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case Throwable other -> throw new IllegalStateException(other);
            }
        }
    }
}
