package network.cairn.client.placement;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.NodeException;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.client.wire.v1.NodeHealth;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks every node at an interval how it is, tells the scoreboard, and remembers the newest answers.
public final class HealthMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);

    private final StorageNetwork network;
    private final NodeScoreboard scoreboard;
    private final HealthOptions options;
    private final InstantSource clock;
    private final Map<ActorId, NodeStatus> statuses = new ConcurrentHashMap<>();
    private final ReentrantLock round = new ReentrantLock();
    private @Nullable Thread thread;

    public HealthMonitor(
            StorageNetwork network, NodeScoreboard scoreboard, HealthOptions options, InstantSource clock) {
        this.network = network;
        this.scoreboard = scoreboard;
        this.options = options;
        this.clock = clock;
    }

    /// Begins to ask at the interval, on a virtual thread of its own.
    ///
    /// @throws IllegalStateException if it was started before
    public synchronized void start() {
        if (thread != null) {
            throw new IllegalStateException("the health monitor was started before");
        }
        thread = Thread.ofVirtual().name("cairn-health").start(this::repeat);
    }

    /// Asks every node once, side by side, and returns when all have answered or ran out of time.
    public void pollNow() throws InterruptedException {
        round.lockInterruptibly();
        try {
            List<NodeEndpoint> nodes = network.nodes();
            Set<ActorId> known = nodes.stream().map(NodeEndpoint::id).collect(Collectors.toSet());
            statuses.keySet().retainAll(known);
            var permits = new Semaphore(options.concurrencyMax());
            var watched = nodes.stream().map(node -> watched(node, permits)).toList();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                executor.invokeAll(watched);
            }
        } finally {
            round.unlock();
        }
    }

    /// The newest status of each node asked so far.
    public List<NodeStatus> statuses() {
        return List.copyOf(statuses.values());
    }

    public Optional<NodeStatus> status(ActorId node) {
        return Optional.ofNullable(statuses.get(node));
    }

    /// Stops asking, and waits for the questions under way to be broken off, unless interrupted.
    @Override
    public void close() {
        Thread stopping;
        synchronized (this) {
            stopping = thread;
        }
        if (stopping != null) {
            stopping.interrupt();
            try {
                stopping.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void repeat() {
        try {
            while (true) {
                try {
                    pollNow();
                } catch (RuntimeException e) {
                    LOG.error("A round of health checks failed; the next one is in {}", options.interval(), e);
                }
                TimeUnit.NANOSECONDS.sleep(options.interval().toNanos());
            }
        } catch (InterruptedException _) {
            LOG.debug("Health checks stopped");
        }
    }

    private Callable<@Nullable Void> watched(NodeEndpoint node, Semaphore permits) {
        return () -> {
            permits.acquire();
            try {
                ask(node);
            } finally {
                permits.release();
            }
            return null;
        };
    }

    private void ask(NodeEndpoint node) throws InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<NodeHealth> question = () -> network.node(node.id()).health();
            Future<NodeHealth> answer = executor.invokeAll(
                            List.of(question), options.timeout().toNanos(), TimeUnit.NANOSECONDS)
                    .getFirst();
            switch (answer.state()) {
                case SUCCESS -> answered(node, answer.resultNow());
                case FAILED -> failed(node, answer.exceptionNow());
                default -> silent(node, "no answer within " + options.timeout());
            }
        }
    }

    private void answered(NodeEndpoint node, NodeHealth health) {
        NodeStatus before = statuses.get(node.id());
        statuses.put(node.id(), new NodeStatus(node, Optional.of(health), true, "", clock.instant()));
        scoreboard.healthy(health);
        if (before != null && !before.reachable()) {
            scoreboard.returned(node.id());
        }
    }

    private void failed(NodeEndpoint node, Throwable failure) {
        if (!(failure instanceof NodeException)) {
            LOG.warn("Asking node {} for its health failed unexpectedly", node.id(), failure);
        }
        silent(node, String.valueOf(failure.getMessage()));
    }

    private void silent(NodeEndpoint node, String problem) {
        NodeStatus before = statuses.get(node.id());
        Optional<NodeHealth> last = before == null ? Optional.empty() : before.health();
        statuses.put(node.id(), new NodeStatus(node, last, false, problem, clock.instant()));
        scoreboard.failed(node.id());
    }
}
