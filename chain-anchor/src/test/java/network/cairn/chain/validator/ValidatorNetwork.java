package network.cairn.chain.validator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import network.cairn.chain.beacon.Beacons;
import network.cairn.chain.beacon.HashedBeacons;
import network.cairn.chain.journal.JournalDisk;
import network.cairn.chain.journal.JournalFiles;
import network.cairn.chain.journal.SimulatedJournalDisk;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.message.PeerMessageCodec;
import network.cairn.chain.snapshot.SnapshotMemory;
import network.cairn.chain.state.LedgerSettings;
import network.cairn.chain.state.LedgerStore;
import network.cairn.chain.state.SnapshotSchedule;
import network.cairn.chain.state.StateMachine;
import network.cairn.chain.state.VerifiedTransactions;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// Some validators in one thread: their clock is virtual, their network and their disks are one seed's.
final class ValidatorNetwork {
    static final long TIME = 1_700_000_000_000L;
    static final long BLOCK_MILLIS = 100;
    private static final int ACCOUNTS = 8;

    final SplittableRandom random;
    final Genesis genesis;
    final List<Node> nodes = new ArrayList<>();
    final Map<ActorId, Node> byId = new HashMap<>();
    final List<HashedSigner> accounts = new ArrayList<>();

    /// By height the block that the first to finalise it had: all others must have the same.
    final Map<Long, BlockHash> chain = new TreeMap<>();
    private final Map<Long, ActorId> proposers = new TreeMap<>();

    ValidatorOptions options = new ValidatorOptions(
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            1 << 20,
            0,
            Optional.empty());
    LedgerSettings settings;
    double loss;
    int snapshotEveryEpochs;
    boolean transfers = true;
    private final Map<ActorId, Long> nonces = new HashMap<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long sequence;
    long now = TIME;

    private record Event(long time, long sequence, Runnable work) implements Comparable<Event> {
        @Override
        public int compareTo(Event that) {
            return time != that.time ? Long.compare(time, that.time) : Long.compare(sequence, that.sequence);
        }
    }

    /// @param validators who are in the first set
    /// @param others who have a key and money but no part in it
    ValidatorNetwork(long seed, int validators, int others, int epochBlocks) {
        random = new SplittableRandom(seed);
        var members = new ArrayList<Genesis.GenesisValidator>();
        var balances = new TreeMap<ActorId, Amount>();
        for (int i = 0; i < validators + others; i++) {
            var signer = HashedSigner.of(i);
            if (i < validators) {
                members.add(
                        new Genesis.GenesisValidator(signer.publicIdentity(), Amount.credits(2000), endpoint(i), 500));
            }
            balances.put(signer.publicIdentity().id(), Amount.credits(100_000));
        }
        for (int i = 0; i < ACCOUNTS; i++) {
            var signer = HashedSigner.of(1000 + i);
            accounts.add(signer);
            balances.put(signer.publicIdentity().id(), Amount.credits(100_000));
        }
        var defaults = ChainParameters.DEFAULT;
        var parameters = new ChainParameters(
                epochBlocks,
                Duration.ofMillis(BLOCK_MILLIS),
                defaults.validatorsMax(),
                defaults.admission(),
                defaults.selfStakeMin(),
                defaults.unbondingTime(),
                defaults.evidenceTime(),
                defaults.slashBasisPoints(),
                defaults.feePerByte(),
                defaults.transactionBytesMax(),
                defaults.blockBytesMax());
        genesis = new Genesis("test", TIME, parameters, balances, members, Optional.of(beaconGroup(members)));
        settings = LedgerSettings.of(parameters);
        for (int i = 0; i < validators + others; i++) {
            var node = new Node(i);
            nodes.add(node);
            byId.put(node.id, node);
        }
    }

    /// Who makes the beacons; their keys are for show, since hashes stand for the shares.
    private static BeaconGroup beaconGroup(List<Genesis.GenesisValidator> members) {
        byte[] key = new byte[BeaconGroup.KEY_LENGTH_BYTES];
        int threshold = members.size() - (members.size() - 1) / 3;
        return new BeaconGroup(
                key,
                threshold,
                members.stream()
                        .map(member -> new BeaconGroup.Holder(member.key().id(), key))
                        .toList());
    }

    static Endpoint endpoint(int number) {
        return new Endpoint("localhost", 7000 + number);
    }

    void startAll() {
        nodes.forEach(Node::start);
    }

    void at(long time, Runnable work) {
        events.add(new Event(time, sequence++, work));
    }

    /// Lets time pass until a condition holds.
    void until(Duration limit, BooleanSupplier condition) {
        long end = now + limit.toMillis();
        while (!condition.getAsBoolean()) {
            Event event = events.poll();
            if (event == null || event.time > end) {
                throw new AssertionError("after " + (end - TIME) + " ms of virtual time it had not come to that: "
                        + nodes.stream().map(Node::toString).toList());
            }
            now = Math.max(now, event.time);
            try {
                event.work.run();
            } catch (Killed killed) {
                killed.node.died();
            }
        }
    }

    /// A process that was killed at a write.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
        final transient Node node;

        Killed(Node node) {
            super("node " + node.number + " was killed at a write", null, false, false);
            this.node = node;
        }
    }

    void run(Duration duration) {
        long end = now + duration.toMillis();
        boolean[] over = new boolean[1];
        at(end, () -> over[0] = true);
        until(duration.plusMillis(1), () -> over[0]);
    }

    /// Starts a node that is killed after so many writes, if not at once, then when it comes to that.
    void startKilledAfter(Node node, long writes) {
        node.writesLeft = writes;
        try {
            node.start();
        } catch (Killed killed) {
            node.died();
        }
    }

    /// How many blocks after a height a validator proposed.
    long chainProposers(ActorId proposer, long afterHeight) {
        return proposers.entrySet().stream()
                .filter(entry ->
                        entry.getKey() > afterHeight && entry.getValue().equals(proposer))
                .count();
    }

    long chainProposersUpTo(ActorId proposer, long height) {
        return proposers.entrySet().stream()
                .filter(entry -> entry.getKey() <= height && entry.getValue().equals(proposer))
                .count();
    }

    void untilHeight(long height, Duration limit) {
        until(limit, () -> nodes.stream().filter(Node::isUp).allMatch(node -> node.height() >= height));
    }

    /// A transfer of a random account, with the nonce it has on the chain as this node sees it.
    private List<Transaction> candidates(Node node) {
        if (!transfers) {
            return node.submitted;
        }
        var list = new ArrayList<>(node.submitted);
        for (HashedSigner account : accounts.subList(0, 3)) {
            ActorId id = account.publicIdentity().id();
            list.add(transaction(
                    account,
                    nonces.getOrDefault(id, 0L),
                    new Transfer(
                            accounts.get(random.nextInt(ACCOUNTS))
                                    .publicIdentity()
                                    .id(),
                            Amount.units(5))));
        }
        return list;
    }

    Transaction transaction(HashedSigner sender, long nonce, TransactionBody body) {
        return Transaction.sign(sender, genesis.chainId(), nonce, Amount.units(100_000), body);
    }

    /// One machine: its disks outlive its validator.
    final class Node {
        final int number;
        final HashedSigner signer;
        final ActorId id;
        final SimulatedJournalDisk simulatedDisk = new SimulatedJournalDisk(random);
        final JournalDisk disk = new CountedDisk(this, simulatedDisk);
        final KeyValueStore store = new CountedStore(this, new InMemoryKeyValueStore());

        /// How many more writes of its disks it lives; negative for ever.
        long writesLeft = -1;
        int deaths;
        boolean losesPowerWhenKilled;
        final Map<Round, Set<Vote>> votes = new HashMap<>();
        final List<String> accusations = new ArrayList<>();
        final List<String> misbehaviours = new ArrayList<>();
        final List<Transaction> submitted = new ArrayList<>();
        final Set<ActorId> cutOff = new HashSet<>();
        long clockSkewMillis;
        boolean refusesToServe;
        int life;
        boolean journalWasMade;
        final SnapshotMemory snapshots = new SnapshotMemory();
        ValidatorOptions ownOptions;

        @Nullable
        String stopped;

        private @Nullable Validator validator;
        private @Nullable LedgerStore ledger;

        Node(int number) {
            this.number = number;
            this.signer = HashedSigner.of(number);
            this.id = signer.publicIdentity().id();
            this.ownOptions = options;
        }

        void start() {
            life++;
            stopped = null;
            Beacons beacons = beacons();
            var machine = new StateMachine(
                    genesis, HashedSigner.VERIFIER, VerifiedTransactions.serial(HashedSigner.VERIFIER, 1000), beacons);
            var opened = LedgerStore.open(genesis, machine, store, settings, schedule());
            ledger = opened;
            var journal = JournalFiles.open(disk, genesis.chainId(), !journalWasMade, random, 4000);
            journalWasMade = true;
            var started = new Validator(
                    signer,
                    HashedSigner.VERIFIER,
                    opened,
                    journal,
                    snapshots,
                    beacons,
                    new Environment(life),
                    ownOptions);
            validator = started;
            started.start();
            for (Node peer : nodes) {
                if (peer != this && peer.isUp()) {
                    connect(peer);
                }
            }
        }

        private Beacons beacons() {
            BeaconGroup group = genesis.beacon().orElseThrow();
            List<ActorId> holders =
                    group.members().stream().map(BeaconGroup.Holder::validator).toList();
            return new HashedBeacons(new byte[32], group.threshold(), holders, id);
        }

        private SnapshotSchedule schedule() {
            return snapshotEveryEpochs == 0
                    ? SnapshotSchedule.never()
                    : SnapshotSchedule.every(snapshotEveryEpochs, snapshots, Runnable::run);
        }

        private void connect(Node peer) {
            int ownLife = life;
            int peerLife = peer.life;
            at(now + 1, () -> {
                if (ownLife == life && peerLife == peer.life && isUp() && peer.isUp()) {
                    validator().onConnected(peer.id);
                    peer.validator().onConnected(id);
                }
            });
        }

        /// The process dies.
        void kill() {
            life++;
            validator = null;
            ledger = null;
        }

        /// The machine loses power.
        void losePower() {
            kill();
            simulatedDisk.powerLoss();
        }

        /// Counts a write, before and after it: at either the process may die.
        void atWrite() {
            if (writesLeft >= 0 && writesLeft-- == 0) {
                throw new Killed(this);
            }
        }

        private void died() {
            deaths++;
            if (losesPowerWhenKilled) {
                losePower();
            } else {
                kill();
            }
            at(now + 300, this::start);
        }

        boolean isUp() {
            return validator != null;
        }

        Validator validator() {
            return Objects.requireNonNull(validator, "node is down");
        }

        LedgerStore ledger() {
            return Objects.requireNonNull(ledger, "node is down");
        }

        long height() {
            return ledger().tip().height();
        }

        boolean isCutOffFrom(Node peer) {
            return cutOff.contains(peer.id) || peer.cutOff.contains(id);
        }

        @Override
        public String toString() {
            return validator == null
                    ? number + " down"
                    : number + " " + validator.status() + (stopped == null ? "" : " stopped: " + stopped);
        }

        /// One life's environment; nothing of it reaches the next.
        final class Environment implements ValidatorEnvironment {
            private final int ofLife;
            private final Map<TimerName, Long> timers = new HashMap<>();

            Environment(int ofLife) {
                this.ofLife = ofLife;
            }

            private boolean isAlive() {
                return ofLife == life;
            }

            @Override
            public long nowMillis() {
                return now + clockSkewMillis;
            }

            @Override
            public void send(ActorId peer, PeerMessage message) {
                Node to = byId.get(peer);
                if (isAlive()) {
                    assertNotContradicted(message);
                }
                boolean served = message instanceof PeerMessage.FinalisedResponse;
                if (to == null
                        || (served && refusesToServe)
                        || !isAlive()
                        || isCutOffFrom(to)
                        || random.nextDouble() < loss) {
                    return;
                }
                byte[] encoded = PeerMessageCodec.encode(message);
                int peerLife = to.life;
                at(now + 1 + random.nextInt(10), () -> {
                    if (to.isUp() && to.life == peerLife && !isCutOffFrom(to)) {
                        to.validator().onMessage(id, decoded(encoded));
                    }
                });
            }

            /// Whatever becomes of the message: no two votes of a validator that leave it ever contradict each other.
            private void assertNotContradicted(PeerMessage message) {
                SignedVote vote = switch (message) {
                    case PeerMessage.Voted voted -> voted.vote();
                    case PeerMessage.Propose propose -> propose.proposal();
                    default -> null;
                };
                if (vote != null) {
                    Set<Vote> said = votes.computeIfAbsent(vote.vote().round(), _ -> new HashSet<>());
                    assertThat(vote.validator()).isEqualTo(id);
                    assertThat(said)
                            .as("what node %d said before %s", number, vote.vote())
                            .noneMatch(earlier -> Equivocation.contradict(earlier, vote.vote()));
                    said.add(vote.vote());
                }
            }

            private PeerMessage decoded(byte[] encoded) {
                try {
                    return PeerMessageCodec.decode(encoded);
                } catch (CodecException e) {
                    throw new AssertionError("a validator sent what cannot be decoded", e);
                }
            }

            @Override
            public void broadcast(PeerMessage message) {
                nodes.stream()
                        .filter(node -> node != Node.this)
                        .filter(node -> ledger().validators(ledger().tip().epoch())
                                        .orElseThrow()
                                        .position(node.id)
                                        .isPresent()
                                || ledger().validators(ledger().tip().epoch() + 1)
                                        .orElseThrow()
                                        .position(node.id)
                                        .isPresent())
                        .forEach(node -> send(node.id, message));
            }

            @Override
            public void setTimer(TimerName name, Duration delay) {
                long mine = sequence;
                timers.put(name, mine);
                at(now + delay.toMillis(), () -> {
                    if (isAlive() && Long.valueOf(mine).equals(timers.get(name))) {
                        timers.remove(name);
                        validator().onTimer(name);
                    }
                });
            }

            @Override
            public void cancelTimer(TimerName name) {
                timers.remove(name);
            }

            @Override
            public List<Transaction> transactions(int bytesMax) {
                return candidates(Node.this);
            }

            @Override
            public void misbehaved(ActorId peer, String what) {
                misbehaviours.add(peer + " " + what);
            }

            @Override
            public void finalised(List<Block> blocks) {
                for (Block block : blocks) {
                    BlockHeader header = block.header();
                    proposers.put(header.height(), header.proposer());
                    BlockHash known = chain.putIfAbsent(header.height(), header.hash());
                    assertThat(known == null ? header.hash() : known)
                            .as("block of height %d at node %d", header.height(), number)
                            .isEqualTo(header.hash());
                    for (Transaction transaction : block.transactions()) {
                        nonces.merge(transaction.sender().id(), transaction.nonce() + 1, Math::max);
                        submitted.remove(transaction);
                    }
                }
            }

            @Override
            public void accuse(Equivocation equivocation) {
                accusations.add(equivocation.toString());
            }

            @Override
            public void stopped(String why) {
                stopped = why;
            }
        }
    }

    /// That nobody is said to have voted twice or to have sent what no honest one sends.
    void assertHonest() {
        for (Node node : nodes) {
            assertThat(node.accusations)
                    .as("accusations at node %d", node.number)
                    .isEmpty();
            assertThat(node.misbehaviours)
                    .as("misbehaviours at node %d", node.number)
                    .isEmpty();
        }
    }
}
