package network.cairn.chain;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.validator.ValidatorEnvironment.TimerName;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread a validator runs on: its timers, its peers' messages in turns, and tasks of its owner.
///
/// Timers that are due come first, then tasks, then messages. A peer whose queue is full waits.
final class ConsensusThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsensusThread.class);
    private static final int TASKS_MAX = 10_000;
    private static final int MESSAGES_PER_PEER_MAX = 1024;
    private static final long BYTES_PER_PEER_MAX = 16L << 20;

    private final Work work;
    private final Thread thread;

    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final PeerInbox inbox = new PeerInbox(MESSAGES_PER_PEER_MAX, BYTES_PER_PEER_MAX);
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Map<TimerName, Timer> timerOf = new HashMap<>();
    private long timersSet;
    private boolean stopping;

    /// What the thread does; called by it alone.
    interface Work {
        void onMessage(ActorId from, PeerMessage message);

        void onTimer(TimerName name);

        /// Something was done.
        void worked();

        /// The thread ends because of this; nothing more is done.
        void failed(Throwable cause);
    }

    private record Timer(TimerName name, long atNanos, long sequence) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer that) {
            int byTime = Long.compare(atNanos - that.atNanos, 0);
            return byTime != 0 ? byTime : Long.compare(sequence, that.sequence);
        }
    }

    ConsensusThread(String name, Work work) {
        this.work = work;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    /// Begins, with this task before any other.
    void start(Runnable first) {
        lock.lock();
        try {
            tasks.addFirst(first);
        } finally {
            lock.unlock();
        }
        thread.start();
    }

    /// Hands a peer's message over, waiting while as many of its messages wait as may.
    void put(ActorId from, PeerMessage message, int bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stopping && !inbox.hasRoom(from, bytes)) {
                emptied.await();
            }
            if (!stopping) {
                inbox.put(new PeerInbox.Letter(from, message, bytes));
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Has a task done, after those given before.
    void execute(Runnable task) {
        lock.lock();
        try {
            if (stopping) {
                return;
            }
            if (tasks.size() >= TASKS_MAX) {
                throw new IllegalStateException(
                        TASKS_MAX + " tasks wait for the consensus thread, the most there may be");
            }
            tasks.addLast(task);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    void setTimer(TimerName name, Duration delay) {
        lock.lock();
        try {
            cancel(name);
            var timer = new Timer(name, System.nanoTime() + Math.max(0, delay.toNanos()), timersSet++);
            timers.add(timer);
            timerOf.put(name, timer);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    void cancelTimer(TimerName name) {
        lock.lock();
        try {
            cancel(name);
        } finally {
            lock.unlock();
        }
    }

    private void cancel(TimerName name) {
        var timer = timerOf.remove(name);
        if (timer != null) {
            timers.remove(timer);
        }
    }

    /// Stops after what is being done, and waits for that.
    @Override
    public void close() {
        lock.lock();
        try {
            stopping = true;
            filled.signalAll();
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        if (thread.equals(Thread.currentThread())) {
            throw new IllegalStateException("the consensus thread cannot wait for its own end");
        }
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Runnable next = next();
            while (next != null) {
                next.run();
                work.worked();
                next = next();
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            LOG.error("the consensus thread has stopped", e);
            work.failed(e);
        } finally {
            lock.lock();
            try {
                stopping = true;
                emptied.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// What to do next, or null once the thread is to stop.
    private @Nullable Runnable next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stopping) {
                long now = System.nanoTime();
                var timer = timers.peek();
                if (timer != null && timer.atNanos() - now <= 0) {
                    cancel(timer.name());
                    return () -> work.onTimer(timer.name());
                }
                var task = tasks.pollFirst();
                if (task != null) {
                    return task;
                }
                var letter = inbox.poll();
                if (letter != null) {
                    emptied.signalAll();
                    return () -> work.onMessage(letter.from(), letter.message());
                }
                if (timer == null) {
                    filled.await();
                } else {
                    var _ = filled.awaitNanos(timer.atNanos() - now);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }
}
