package network.cairn.chain.consensus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.identity.Signer;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Round;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// The members of an epoch over a network of one seed, with nothing of a validator but the step
/// function.
final class TestNetwork {
    /// A message, a timer or an answer that is under way.
    private record Event(long atMillis, long order, int node, int life, ConsensusInput input) {}

    /// What may befall a message. In thousandths.
    record Weather(int lost, int twice, int delayMillisMax) {
        static final Weather FAIR = new Weather(0, 0, 20);
    }

    final class Node {
        final int index;
        final int place;

        final Simplex simplex;
        ConsensusState state;
        boolean up;
        int life;
        final List<JournalRecord> journal = new ArrayList<>();
        final List<Block> chain = new ArrayList<>();

        @Nullable
        Certificate finalization;

        final List<Equivocation> accusations = new ArrayList<>();
        final List<ConsensusEffect.FallenBehind> fallenBehind = new ArrayList<>();
        final List<ConsensusEffect.Refused> refusals = new ArrayList<>();
        final List<String> misbehaviour = new ArrayList<>();
        private final Map<ConsensusTimer, Long> timers = new EnumMap<>(ConsensusTimer.class);

        Node(int index, int place, Optional<Signer> signer) {
            this.index = index;
            this.place = place;
            this.simplex = new Simplex(epoch.config(signer));
            this.state = simplex.initial();
        }

        BlockHeader tip() {
            return chain.isEmpty() ? epoch.start : chain.getLast().header();
        }

        /// Comes up, from nothing or from what it journaled.
        void start() {
            up = true;
            life++;
            timers.clear();
            state = simplex.initial();
            journal.forEach(entry -> take(new ConsensusInput.Replayed(entry)));
            if (finalization != null) {
                take(new ConsensusInput.CaughtUp(tip(), finalization, now));
            }
            take(new ConsensusInput.Started(now));
        }

        void crash() {
            up = false;
        }

        void take(ConsensusInput input) {
            var step = simplex.step(state, input);
            watch.accept(this, input, step);
            state = step.state();
            step.effects().forEach(this::carryOut);
        }

        /// What a validator does that is told of its being late: it takes final blocks over from a peer.
        private void catchUp(ActorId peer) {
            for (Node other : nodes) {
                if (other != this
                        && other.place < epoch.set.size()
                        && epoch.id(other.place).equals(peer)
                        && other.up
                        && other.finalization != null
                        && other.chain.size() > chain.size()
                        && passage.isOpen(other.index, index, null)) {
                    chain.addAll(other.chain.subList(chain.size(), other.chain.size()));
                    finalization = other.finalization;
                    chain.forEach(TestNetwork.this::learn);
                    enqueue(50, index, new ConsensusInput.CaughtUp(tip(), finalization, 0));
                }
            }
        }

        private void carryOut(ConsensusEffect effect) {
            switch (effect) {
                case ConsensusEffect.Journal(var entry) -> journal.add(entry);
                case ConsensusEffect.Broadcast(var message) -> {
                    for (Node other : nodes) {
                        if (other != this) {
                            post(this, other, message);
                        }
                    }
                }
                case ConsensusEffect.Send(var to, var message) ->
                    nodes.stream()
                            .filter(node -> epoch.set.size() > node.place
                                    && epoch.id(node.place).equals(to))
                            .forEach(node -> post(this, node, message));
                case ConsensusEffect.SetTimer(var timer, var round, var delay) -> {
                    timers.put(timer, order);
                    enqueue(delay.toMillis(), index, new ConsensusInput.TimerFired(timer, round, 0));
                }
                case ConsensusEffect.CancelTimer(var timer) -> timers.remove(timer);
                case ConsensusEffect.BuildBlock(var round, var parent) -> {
                    var block = build(place, round, parent);
                    enqueue(1, index, new ConsensusInput.BlockBuilt(round, block, 0));
                }
                case ConsensusEffect.VerifyBlock(var round, var block) ->
                    enqueue(1, index, new ConsensusInput.BlockVerified(round, block.hash(), isValid(block), 0));
                case ConsensusEffect.Finalised(var blocks, var certificate) -> {
                    // Some may have come from a peer meanwhile, as they may in a ledger.
                    if (blocks.getLast().header().height() > tip().height()) {
                        blocks.stream()
                                .filter(block -> block.header().height() > tip().height())
                                .forEach(chain::add);
                        finalization = certificate;
                    }
                    blocks.forEach(block -> {
                        var rival = finalAt.putIfAbsent(block.header().height(), block.hash());
                        if (rival != null && !rival.equals(block.hash())) {
                            throw new AssertionError("two final blocks at height "
                                    + block.header().height());
                        }
                    });
                }
                case ConsensusEffect.Accuse(var equivocation) -> accusations.add(equivocation);
                case ConsensusEffect.FallenBehind behind -> {
                    fallenBehind.add(behind);
                    catchUp(behind.peer());
                }
                case ConsensusEffect.Misbehaved misbehaved -> misbehaviour.add(misbehaved.what());
                case ConsensusEffect.Refused refused -> refusals.add(refused);
                case ConsensusEffect.SafetyLost(var what) -> throw new AssertionError("safety lost: " + what);
            }
        }
    }

    /// Sees each step before its effects are carried out.
    @FunctionalInterface
    interface Watch {
        void accept(Node node, ConsensusInput input, Step step);
    }

    /// Whether a message arrives.
    @FunctionalInterface
    interface Passage {
        boolean isOpen(int from, int to, @Nullable PeerMessage message);
    }

    final TestEpoch epoch;
    final List<Node> nodes = new ArrayList<>();
    final Map<Long, BlockHash> finalAt = new TreeMap<>();
    Watch watch = (_, _, _) -> {};
    Passage passage = (_, _, _) -> true;
    Weather weather = Weather.FAIR;
    long now = TestEpoch.START_MILLIS;

    private final Random random;
    private final Map<BlockHash, BlockHeader> headers = new HashMap<>();
    private final Set<BlockHash> invalid = new HashSet<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMillis).thenComparingLong(Event::order));
    private long order;

    TestNetwork(TestEpoch epoch, long seed) {
        this.epoch = epoch;
        this.random = new Random(seed);
        headers.put(epoch.start.hash(), epoch.start);
        for (int place = 0; place < epoch.set.size(); place++) {
            nodes.add(new Node(place, place, Optional.of(epoch.signer(place))));
        }
    }

    /// One that holds the key of no member.
    Node addObserver() {
        var node = new Node(nodes.size(), nodes.size(), Optional.empty());
        nodes.add(node);
        return node;
    }

    /// A second one with the key of this member.
    Node addTwin(int place) {
        var node = new Node(nodes.size(), place, Optional.of(epoch.signer(place)));
        nodes.add(node);
        return node;
    }

    void startAll() {
        nodes.forEach(Node::start);
    }

    void learn(Block block) {
        headers.put(block.hash(), block.header());
    }

    void declareInvalid(Block block) {
        invalid.add(block.hash());
    }

    private boolean isValid(Block block) {
        learn(block);
        return !invalid.contains(block.hash());
    }

    private Block build(int place, Round round, BlockHash parent) {
        var header = headers.get(parent);
        if (header == null) {
            throw new AssertionError("asked for a block on " + parent + ", which nobody has verified");
        }
        // Each block is its own: who builds twice would contradict itself.
        var block =
                epoch.block(round.view(), header, Math.max(now, header.timestampMillis() + 1), random.nextInt(1, 100));
        if (!block.header().proposer().equals(epoch.id(place))) {
            throw new AssertionError("asked for a block in a view it does not lead");
        }
        learn(block);
        return block;
    }

    void post(Node from, Node to, PeerMessage.ForConsensus message) {
        if (!passage.isOpen(from.index, to.index, message) || random.nextInt(1000) < weather.lost()) {
            return;
        }
        ActorId sender = from.place < epoch.set.size() ? epoch.id(from.place) : ActorId.of(new byte[20]);
        int copies = random.nextInt(1000) < weather.twice() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            enqueue(
                    1 + random.nextInt(weather.delayMillisMax()),
                    to.index,
                    new ConsensusInput.Received(sender, message, 0));
        }
    }

    private void enqueue(long delayMillis, int node, ConsensusInput input) {
        events.add(new Event(now + delayMillis, order++, node, nodes.get(node).life, input));
    }

    /// Lets events happen until then. Those of a life that a crash ended are lost.
    void runFor(long millis) {
        long end = now + millis;
        while (!events.isEmpty() && events.peek().atMillis() <= end) {
            var event = events.remove();
            now = event.atMillis();
            var node = nodes.get(event.node());
            boolean message = event.input() instanceof ConsensusInput.Received;
            if (node.up && (message || event.life() == node.life)) {
                deliver(node, event);
            }
        }
        now = end;
    }

    private void deliver(Node node, Event event) {
        switch (event.input()) {
            case ConsensusInput.Received received ->
                node.take(new ConsensusInput.Received(received.from(), received.message(), now));
            case ConsensusInput.TimerFired fired -> {
                var timer = fired.timer();
                Long set = node.timers.get(timer);
                if (set != null && set == event.order()) {
                    node.timers.remove(timer);
                    node.take(new ConsensusInput.TimerFired(timer, fired.round(), now));
                }
            }
            case ConsensusInput.BlockBuilt built ->
                node.take(new ConsensusInput.BlockBuilt(built.round(), built.block(), now));
            case ConsensusInput.BlockVerified verified ->
                node.take(new ConsensusInput.BlockVerified(verified.round(), verified.block(), verified.valid(), now));
            case ConsensusInput.CaughtUp caughtUp ->
                node.take(new ConsensusInput.CaughtUp(caughtUp.tip(), caughtUp.finalization(), now));
            case ConsensusInput other -> node.take(other);
        }
    }

    long leastHeight() {
        return nodes.stream().mapToLong(node -> node.tip().height()).min().orElseThrow();
    }
}
