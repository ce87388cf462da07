package network.cairn.deploy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import network.cairn.deploy.simulation.ChainSimulation;
import network.cairn.deploy.simulation.SimulationResult;
import network.cairn.deploy.simulation.Tally;

/// Many seeds of the chain's simulation, on as many threads as it is given; each seed is one thread's.
final class SimulationBatch {
    /// Failures kept whole; of further ones only the seed.
    private static final int FAILURES_MAX = 5;

    private final List<Integer> validators;
    private final long first;
    private final long count;
    private final AtomicLong next = new AtomicLong();

    private final Tally tally = new Tally();
    private final List<SimulationResult> failures = new ArrayList<>();
    private final List<Run> failed = new ArrayList<>();
    private long done;
    private long events;
    private long recoveryMillisMax;

    /// One run: a seed means another one with another number of validators.
    record Run(long seed, int validators) {}

    /// @param validators the sizes of chains, which take turns from seed to seed
    SimulationBatch(List<Integer> validators, long first, long count) {
        this.validators = List.copyOf(validators);
        this.first = first;
        this.count = count;
    }

    /// Runs them all.
    ///
    /// @param progress told after each run how many are done and have failed
    void run(int threads, BiConsumer<Long, Integer> progress) {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            var workers = new ArrayList<Future<?>>();
            for (int i = 0; i < threads; i++) {
                Callable<Boolean> worker = () -> work(progress);
                workers.add(pool.submit(worker));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulation broke off", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while simulating", e);
        }
    }

    private boolean work(BiConsumer<Long, Integer> progress) {
        for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            long seed = first + i;
            var result = ChainSimulation.run(
                    seed, validators.get((int) Math.floorMod(seed, (long) validators.size())), Optional.empty());
            synchronized (this) {
                add(result);
                progress.accept(done, failed.size());
            }
        }
        return true;
    }

    private void add(SimulationResult result) {
        done++;
        events += result.events();
        tally.add(result.tally());
        recoveryMillisMax = Math.max(recoveryMillisMax, result.recoveryMillis());
        if (!result.passed()) {
            failed.add(new Run(result.seed(), result.members()));
            if (failures.size() < FAILURES_MAX) {
                failures.add(result);
            }
        }
    }

    synchronized Tally tally() {
        return tally;
    }

    /// The first failures, whole.
    synchronized List<SimulationResult> failures() {
        return List.copyOf(failures);
    }

    synchronized List<Run> failed() {
        return List.copyOf(failed);
    }

    synchronized long events() {
        return events;
    }

    synchronized long done() {
        return done;
    }

    /// The longest time, by a simulation's clock, until all were ahead again after the storm.
    synchronized long recoveryMillisMax() {
        return recoveryMillisMax;
    }
}
