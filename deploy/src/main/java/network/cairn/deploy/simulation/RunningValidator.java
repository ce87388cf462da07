package network.cairn.deploy.simulation;

import java.time.Duration;
import java.util.Optional;
import network.cairn.chain.beacon.HashedBeacons;
import network.cairn.chain.consensus.ConsensusState;
import network.cairn.chain.journal.JournalDisk;
import network.cairn.chain.journal.JournalFiles;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.state.LedgerSettings;
import network.cairn.chain.state.LedgerStore;
import network.cairn.chain.state.SnapshotSchedule;
import network.cairn.chain.state.StateMachine;
import network.cairn.chain.state.VerifiedTransactions;
import network.cairn.chain.validator.Validator;
import network.cairn.chain.validator.ValidatorEnvironment.TimerName;
import network.cairn.chain.validator.ValidatorOptions;
import network.cairn.proofs.id.ActorId;

/// The real validator with its ledger and journal, from a machine's start to its crash.
final class RunningValidator {
    /// Small, so that runs of some dozen heights roll and drop files.
    private static final int JOURNAL_FILE_BYTES = 2 << 10;

    private static final int RESPONSE_BYTES_MAX = 16 << 10;
    private static final int PAGE_CACHE_BYTES = 1 << 20;
    private static final int TRANSACTIONS_REMEMBERED = 10_000;

    private final LedgerStore ledger;
    private final Validator validator;

    private RunningValidator(LedgerStore ledger, Validator validator) {
        this.ledger = ledger;
        this.validator = validator;
    }

    static RunningValidator open(
            World world, SimulatedMachine machine, SimulatedStore store, JournalDisk disk, Dice dice) {
        var genesis = world.genesis();
        var beacons = new HashedBeacons(
                SimulatedGenesis.BEACON_KEY,
                SimulatedGenesis.threshold(world.scenario()),
                SimulatedGenesis.holders(world.scenario()),
                machine.id());
        boolean mayBeNew = store.isEmpty() || machine.forgets();
        var verifier = SimulatedIdentities.POOL;
        var stateMachine = new StateMachine(
                genesis, verifier, VerifiedTransactions.serial(verifier, TRANSACTIONS_REMEMBERED), beacons);
        // The journal first: a crash between the two must not leave a ledger whose journal seems lost.
        var journal = JournalFiles.open(disk, genesis.chainId(), mayBeNew, dice.generator(), JOURNAL_FILE_BYTES);
        var schedule = world.scenario().keptBlocks() == Scenario.ALL_KEPT
                ? SnapshotSchedule.never()
                : SnapshotSchedule.every(1, machine.snapshots(), Runnable::run);
        store.opened();
        var ledger = LedgerStore.open(genesis, stateMachine, store, settings(world.scenario()), schedule);
        return new RunningValidator(
                ledger,
                new Validator(
                        machine.signer(),
                        verifier,
                        ledger,
                        journal,
                        machine.snapshots(),
                        beacons,
                        machine,
                        options(world.scenario())));
    }

    private static LedgerSettings settings(Scenario scenario) {
        return new LedgerSettings(scenario.keptBlocks(), PAGE_CACHE_BYTES);
    }

    /// Waits in proportion to the blocks' pace, so that runs of all paces are of like length.
    private static ValidatorOptions options(Scenario scenario) {
        long unit = scenario.blockTargetMillis();
        return new ValidatorOptions(
                Duration.ofMillis(unit),
                Duration.ofMillis(20 * unit),
                Duration.ofSeconds(5),
                Duration.ofMillis(10 * unit),
                Duration.ofMillis(20 * unit),
                RESPONSE_BYTES_MAX,
                0,
                Optional.empty());
    }

    LedgerStore ledger() {
        return ledger;
    }

    Optional<ConsensusState> consensus() {
        return validator.consensus();
    }

    void start() {
        validator.start();
    }

    void onConnected(ActorId peer) {
        validator.onConnected(peer);
    }

    void onMessage(ActorId from, PeerMessage message) {
        validator.onMessage(from, message);
    }

    void onTimer(TimerName timer) {
        validator.onTimer(timer);
    }
}
