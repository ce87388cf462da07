package network.cairn.chain;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import network.cairn.chain.mempool.Admission;
import network.cairn.chain.mempool.Mempool;
import network.cairn.chain.mempool.TransactionIntake;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.net.Mesh;
import network.cairn.chain.net.MeshHandler;
import network.cairn.chain.rpc.NodeStatus;
import network.cairn.chain.rpc.RpcNode;
import network.cairn.chain.rpc.RpcServer;
import network.cairn.chain.state.Ledger;
import network.cairn.chain.validator.Validator;
import network.cairn.chain.validator.ValidatorEnvironment;
import network.cairn.chain.validator.ValidatorStatus;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.TransactionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A validator that runs. Closing it stops the network first and the disk last.
public final class RunningValidator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningValidator.class);
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SUBMIT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STATUS_INTERVAL = Duration.ofMillis(50);
    private static final int SWEEP_SENDERS_MAX = 500;

    /// What a block may find taken already, by blocks before it that are not final yet.
    private static final int CANDIDATES_FACTOR = 3;

    private final Identity self;
    private final ValidatorSettings settings;
    private final Ledger ledger;
    private final Mempool mempool;
    private final TransactionIntake intake;
    private final InstantSource clock;
    private final long startedMillis;
    private final ConsensusThread thread;
    private final TransactionGossip gossip;
    private final ScheduledExecutorService upkeep;
    private final Accuser accuser;
    private final CompletableFuture<String> failure = new CompletableFuture<>();

    /// Closed in reverse, after everything else has stopped.
    private final Deque<AutoCloseable> held;

    private final MeshEvents meshEvents = new MeshEvents();
    private final Environment environment = new Environment();
    private final Node node = new Node();
    private @Nullable Validator validator;
    private volatile @Nullable Mesh mesh;
    private volatile @Nullable RpcServer rpc;
    private volatile Map<ActorId, Endpoint> members = Map.of();
    private long membersEpoch = -1;
    private volatile ValidatorStatus status;
    private volatile long finalityMillis;
    private long statusNanos;

    RunningValidator(
            Identity self,
            ValidatorSettings settings,
            Ledger ledger,
            Mempool mempool,
            Function<TransactionIntake.Listener, TransactionIntake> intake,
            InstantSource clock,
            Deque<AutoCloseable> held) {
        this.self = self;
        this.settings = settings;
        this.ledger = ledger;
        this.mempool = mempool;
        this.clock = clock;
        this.startedMillis = clock.millis();
        this.held = new ArrayDeque<>(held);
        this.intake = intake.apply(new IntakeEvents());
        this.gossip = new TransactionGossip(id -> members.containsKey(id), this::tellValidators);
        this.thread = new ConsensusThread("cairn-consensus-" + self.id(), new ConsensusWork());
        this.upkeep = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("cairn-upkeep").factory());
        this.accuser = new Accuser(self, settings.genesis(), mempool, this::submitAndWait);
        this.status = new ValidatorStatus(
                ledger.tip().height(),
                ledger.tip().hash(),
                new Round(ledger.tip().epoch(), 0),
                false,
                Optional.of("it is starting"),
                List.of(),
                false,
                false);
    }

    MeshHandler meshHandler() {
        return meshEvents;
    }

    ValidatorEnvironment environment() {
        return environment;
    }

    RpcNode rpcNode() {
        return node;
    }

    /// Begins to take part. Once, when everything it needs is there.
    void begin(Validator toRun, Mesh itsMesh, RpcServer itsRpc) {
        validator = toRun;
        mesh = itsMesh;
        rpc = itsRpc;
        refreshMembers();
        thread.start(toRun::start);
        var _ = upkeep.scheduleWithFixedDelay(
                this::sweep, SWEEP_INTERVAL.toMillis(), SWEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    public ActorId id() {
        return self.id();
    }

    /// The TCP port validators reach it at.
    public int meshPort() {
        var running = mesh;
        return running == null ? 0 : running.port();
    }

    /// The TCP port clients reach it at.
    public int rpcPort() {
        var running = rpc;
        return running == null ? 0 : running.port();
    }

    public NodeStatus status() {
        return node.status();
    }

    /// Completed with the reason if the validator stops by itself: its disk failed, or what it saw cannot
    /// be. Whoever runs it closes it and ends the process with an error.
    public CompletableFuture<String> failure() {
        return failure.copy();
    }

    @Override
    public void close() {
        var parts = new ArrayList<AutoCloseable>();
        var itsRpc = rpc;
        if (itsRpc != null) {
            parts.add(itsRpc);
        }
        var itsMesh = mesh;
        if (itsMesh != null) {
            parts.add(itsMesh);
        }
        parts.add(thread);
        parts.add(gossip);
        parts.add(intake);
        parts.add(upkeep::shutdownNow);
        parts.add(() -> {
            if (!upkeep.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("the mempool's upkeep did not end within 10 s");
            }
        });
        parts.addAll(held);
        closeAll(parts);
    }

    static void closeAll(Iterable<AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.error("a part of the validator did not close cleanly", e);
            }
        }
    }

    private void tellValidators(PeerMessage.Transactions transactions) {
        var itsMesh = mesh;
        if (itsMesh != null) {
            itsMesh.send(itsMesh.connectedValidators(), transactions);
        }
    }

    private void sweep() {
        try {
            mempool.sweep(SWEEP_SENDERS_MAX);
            gossip.tellLingering(mempool);
        } catch (RuntimeException e) {
            LOG.error("the mempool's upkeep failed", e);
        }
    }

    /// Has something done beside the consensus thread.
    private void later(Runnable work) {
        if (!upkeep.isShutdown()) {
            upkeep.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.error("work beside consensus failed", e);
                }
            });
        }
    }

    private Admission submitAndWait(Transaction transaction) {
        try {
            return intake.submit(List.of(transaction))
                    .get(SUBMIT_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .getFirst();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return refused("the validator is stopping");
        } catch (ExecutionException | TimeoutException e) {
            return refused(e.toString());
        }
    }

    private static Admission refused(String why) {
        return new Admission.Refused(new Rejection(Rejection.Reason.MEMPOOL_FULL, why));
    }

    /// Tells the mesh who is of a set in force: the tip's epoch, the one before and the one after.
    private void refreshMembers() {
        var all = new LinkedHashMap<ActorId, Endpoint>();
        long epoch = ledger.tip().epoch();
        if (epoch == membersEpoch) {
            return;
        }
        membersEpoch = epoch;
        for (long of = Math.max(0, epoch - 1); of <= epoch + 1; of++) {
            ledger.validators(of)
                    .map(ValidatorSet::members)
                    .orElse(List.of())
                    .forEach(member -> all.put(member.id(), member.endpoint()));
        }
        members = Map.copyOf(all);
        var itsMesh = mesh;
        if (itsMesh != null) {
            itsMesh.validators(all);
        }
    }

    private Validator running() {
        if (validator == null) {
            throw new IllegalStateException("the validator has not begun");
        }
        return validator;
    }

    /// What the consensus thread does.
    private final class ConsensusWork implements ConsensusThread.Work {
        @Override
        public void onMessage(ActorId from, PeerMessage message) {
            running().onMessage(from, message);
        }

        @Override
        public void onTimer(ValidatorEnvironment.TimerName name) {
            running().onTimer(name);
        }

        @Override
        public void failed(Throwable cause) {
            failure.completeAsync(() -> "the consensus thread ended: " + cause);
        }

        @Override
        public void worked() {
            long now = System.nanoTime();
            if (now - statusNanos > STATUS_INTERVAL.toNanos()) {
                statusNanos = now;
                status = running().status();
            }
        }
    }

    /// The world as the validator meets it.
    private final class Environment implements ValidatorEnvironment {
        @Override
        public long nowMillis() {
            return clock.millis();
        }

        @Override
        public void send(ActorId peer, PeerMessage message) {
            var itsMesh = mesh;
            if (itsMesh != null) {
                itsMesh.send(peer, message);
            }
        }

        @Override
        public void broadcast(PeerMessage message) {
            var itsMesh = mesh;
            if (itsMesh != null) {
                itsMesh.broadcast(message);
            }
        }

        @Override
        public void setTimer(TimerName name, Duration delay) {
            thread.setTimer(name, delay);
        }

        @Override
        public void cancelTimer(TimerName name) {
            thread.cancelTimer(name);
        }

        @Override
        public List<Transaction> transactions(int bytesMax) {
            return mempool.take((int) Math.min(Integer.MAX_VALUE, (long) bytesMax * CANDIDATES_FACTOR));
        }

        @Override
        public void misbehaved(ActorId peer, String what) {
            var itsMesh = mesh;
            if (itsMesh != null) {
                itsMesh.misbehaved(peer, what);
            }
        }

        @Override
        public void finalised(List<Block> blocks) {
            var senders = mempool.forget(blocks);
            if (!senders.isEmpty()) {
                later(() -> mempool.recheck(senders));
            }
            if (!blocks.isEmpty()) {
                finalityMillis =
                        Math.max(0, clock.millis() - blocks.getLast().header().timestampMillis());
            }
            refreshMembers();
            var itsRpc = rpc;
            if (itsRpc != null) {
                itsRpc.finalised();
            }
        }

        @Override
        public void accuse(Equivocation equivocation) {
            later(() -> accuser.accuse(equivocation));
        }

        @Override
        public void stopped(String why) {
            LOG.error("validator {} takes no part any more: {}", self.id(), why);
            failure.completeAsync(() -> why);
        }
    }

    /// What the mesh tells.
    private final class MeshEvents implements MeshHandler {
        @Override
        public void received(ActorId peer, boolean trusted, PeerMessage message, int encodedBytes)
                throws InterruptedException {
            switch (message) {
                case PeerMessage.Transactions(var transactions) -> {
                    if (!intake.offer(peer, transactions)) {
                        LOG.debug("turned {} transactions of {} away", transactions.size(), peer);
                    }
                }
                case PeerMessage.Standing _,
                        PeerMessage.FinalisedRequest _,
                        PeerMessage.SnapshotRequest _,
                        PeerMessage.BlockRequest _ -> thread.put(peer, message, encodedBytes);
                default -> {
                    if (trusted) {
                        thread.put(peer, message, encodedBytes);
                    }
                }
            }
        }

        @Override
        public void changed(ActorId peer, boolean connected) {
            if (connected) {
                thread.execute(() -> running().onConnected(peer));
            }
        }
    }

    /// What the intake tells.
    private final class IntakeEvents implements TransactionIntake.Listener {
        @Override
        public void accepted(Transaction transaction, TransactionId id, int encodedBytes, @Nullable ActorId source) {
            gossip.accepted(transaction, encodedBytes, source);
        }

        @Override
        public void forged(ActorId peer, TransactionId id) {
            environment.misbehaved(peer, "it passed transaction " + id + " on, whose signature is wrong");
        }
    }

    /// The node as the RPC asks it.
    private final class Node implements RpcNode {
        @Override
        public Ledger ledger() {
            return ledger;
        }

        @Override
        public CompletableFuture<List<Admission>> submit(List<Transaction> transactions) {
            return intake.submit(transactions);
        }

        @Override
        public Optional<Transaction> pending(TransactionId id) {
            return mempool.find(id);
        }

        @Override
        public long nextNonce(ActorId account) {
            return mempool.nextNonce(account);
        }

        @Override
        public NodeStatus status() {
            var itsMesh = mesh;
            return new NodeStatus(
                    self.id(),
                    settings.mesh().software(),
                    status,
                    itsMesh == null ? List.of() : itsMesh.status(),
                    mempool.status(),
                    intake.turnedAway(),
                    finalityMillis,
                    clock.millis() - startedMillis,
                    failure.isDone() ? Optional.of(failure.join()) : Optional.empty());
        }
    }
}
