package network.cairn.chain;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import network.cairn.chain.beacon.BeaconGroups;
import network.cairn.chain.beacon.BeaconSecrets;
import network.cairn.chain.beacon.Beacons;
import network.cairn.chain.beacon.ThresholdBeacons;
import network.cairn.chain.journal.FolderJournalDisk;
import network.cairn.chain.journal.Journal;
import network.cairn.chain.journal.JournalFiles;
import network.cairn.chain.mempool.Mempool;
import network.cairn.chain.mempool.TransactionIntake;
import network.cairn.chain.net.Mesh;
import network.cairn.chain.rpc.RpcServer;
import network.cairn.chain.snapshot.SnapshotFolder;
import network.cairn.chain.state.Ledger;
import network.cairn.chain.state.LedgerStore;
import network.cairn.chain.state.SnapshotSchedule;
import network.cairn.chain.state.StateMachine;
import network.cairn.chain.state.VerifiedTransactions;
import network.cairn.chain.validator.Validator;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.LevelDbStore;

/// Puts a validator together: its disk, its mempool, its mesh, its RPC, and the consensus between them.
public final class ValidatorWiring {
    /// Some 5,000 transfers, a few seconds' work for one slow core: who submits more is told so at once rather than
    /// left waiting.
    private static final long INTAKE_BYTES_MAX = 1L << 20;

    private ValidatorWiring() {}

    /// Opens what the validator keeps, recovers what a crash left in it, and takes part.
    ///
    /// @param clock the time blocks are stamped and judged by; validators' clocks may differ by seconds
    /// @param random a secure source
    /// @throws java.net.BindException if an address cannot be listened on; the message names it
    /// @throws java.io.UncheckedIOException if the data folder cannot be used; the message says why
    public static RunningValidator start(
            ValidatorSettings settings, Identity self, InstantSource clock, RandomGenerator random, Vertx vertx)
            throws IOException, InterruptedException {
        // Last opened, first closed.
        Deque<AutoCloseable> held = new ArrayDeque<>();
        boolean started = false;
        try {
            var running = open(settings, self, clock, random, vertx, held);
            started = true;
            return running;
        } finally {
            if (!started) {
                RunningValidator.closeAll(held);
            }
        }
    }

    private static RunningValidator open(
            ValidatorSettings settings,
            Identity self,
            InstantSource clock,
            RandomGenerator random,
            Vertx vertx,
            Deque<AutoCloseable> held)
            throws IOException, InterruptedException {
        var genesis = settings.genesis();
        var chain = genesis.chainId();
        var verifier = SignatureVerifier.ED25519;
        Files.createDirectories(settings.dataFolder());
        ExecutorService pool = Executors.newFixedThreadPool(
                settings.verifierThreads(),
                Thread.ofPlatform().daemon().name("cairn-verify-", 0).factory());
        held.push(pool::shutdownNow);
        var verified = VerifiedTransactions.parallel(
                verifier,
                Math.max(
                        VerifiedTransactions.TRANSACTIONS_MAX_DEFAULT,
                        2 * settings.mempool().transactionsMax()),
                pool,
                settings.verifierThreads());
        Beacons beacons = beacons(settings);
        Journal journal = openJournal(settings, random, held);
        var snapshots = SnapshotFolder.open(settings.dataFolder().resolve("snapshots"));
        ExecutorService snapshotWriter = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("cairn-snapshot").factory());
        var store = LevelDbStore.open(ledgerFolder(settings));
        held.push(store);
        Ledger ledger = LedgerStore.open(
                genesis,
                new StateMachine(genesis, verifier, verified, beacons),
                store,
                settings.ledger(),
                SnapshotSchedule.every(settings.snapshotEpochs(), snapshots, snapshotWriter));
        held.push(ledger);
        held.push(snapshotWriter);
        var mempool = new Mempool(chain, genesis.parameters(), settings.mempool(), new LedgerAccounts(ledger), clock);
        var running = new RunningValidator(
                self,
                settings,
                ledger,
                mempool,
                listener -> new TransactionIntake(
                        mempool, verified::isSigned, listener, settings.verifierThreads(), INTAKE_BYTES_MAX),
                clock,
                held);
        // From here on, closing it closes what was opened before.
        held.clear();
        held.push(running);
        var validator = new Validator(
                self, verifier, ledger, journal, snapshots, beacons, running.environment(), settings.options());
        var mesh = Mesh.start(vertx, settings.mesh(), self, chain, running.meshHandler(), random);
        held.push(mesh);
        var rpc = RpcServer.start(vertx, settings.rpc(), running.rpcNode());
        running.begin(validator, mesh, rpc);
        return running;
    }

    private static Beacons beacons(ValidatorSettings settings) {
        if (settings.genesis().beacon().isEmpty()) {
            return Beacons.NONE;
        }
        return new ThresholdBeacons(
                settings.genesis().chainId(),
                BeaconGroups.of(settings.genesis()),
                settings.beaconShare().map(BeaconSecrets::of).orElse(BeaconSecrets.NONE));
    }

    /// The journal may be new where the ledger is too: a validator that has voted and lost its journal
    /// could contradict itself. Its operator lets it vote again from a later epoch on.
    private static Journal openJournal(ValidatorSettings settings, RandomGenerator random, Deque<AutoCloseable> held)
            throws IOException {
        boolean mayBeNew =
                !Files.exists(ledgerFolder(settings)) || settings.options().votesFromEpoch() > 0;
        var disk = FolderJournalDisk.open(settings.dataFolder().resolve("journal"));
        held.push(disk);
        Journal journal = JournalFiles.open(disk, settings.genesis().chainId(), mayBeNew, random);
        held.push(journal);
        return journal;
    }

    private static Path ledgerFolder(ValidatorSettings settings) {
        return settings.dataFolder().resolve("ledger");
    }
}
