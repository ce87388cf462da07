package network.cairn.deploy.simulation;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.chain.journal.SimulatedJournalDisk;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.snapshot.SnapshotMemory;
import network.cairn.chain.validator.ValidatorEnvironment;
import network.cairn.client.identity.Signer;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// A machine with a clock, a disk, a store and power that may go, and on it a validator: the real one.
///
/// A liar's machine runs the real one too, and lies about what it says.
final class SimulatedMachine implements ValidatorEnvironment {
    private static final long MICROS_PER_MILLI = 1000;

    private final World world;
    private final String name;
    private final int place;
    private final Signer signer;
    private final boolean liar;
    private final MachinePower power = new MachinePower();
    private final SimulatedStore store = new SimulatedStore(power);
    private final SimulatedJournalDisk disk;
    private final SnapshotMemory snapshots = new SnapshotMemory();
    private final Dice dice;
    private final Optional<Liar> mouth;
    private final Map<TimerName, Long> timers = new HashMap<>();
    private Scenario.Clock clock;
    private long timerSettings;
    private @Nullable RunningValidator validator;

    private boolean machineGoesToo = true;
    private boolean diskFails;

    /// Whether the validator said so; its owner starts it anew.
    private boolean stopped;

    /// How long it stays down at its next crash.
    private long downMicros;

    /// The newest height it ever held to be final.
    private long heightSeen;

    SimulatedMachine(World world, int place, Dice dice) {
        this.world = world;
        this.place = place;
        this.dice = dice;
        Scenario scenario = world.scenario();
        boolean twin = place >= scenario.places();
        this.name = twin ? scenario.twin() + "'" : String.valueOf(place);
        this.signer = SimulatedIdentities.POOL.signer(twin ? scenario.twin() : place);
        this.liar = scenario.isLiar(place);
        this.clock = scenario.clocks().get(place);
        this.disk = new SimulatedJournalDisk(dice.generator());
        this.mouth =
                Optional.ofNullable(scenario.lies().get(place)).map(lies -> new Liar(world, this, lies, dice.split()));
    }

    int place() {
        return place;
    }

    ActorId id() {
        return signer.publicIdentity().id();
    }

    Signer signer() {
        return signer;
    }

    boolean isHonest() {
        return !liar;
    }

    boolean isOn() {
        return validator != null;
    }

    Optional<Liar> mouth() {
        return mouth;
    }

    /// The running validator.
    ///
    /// @throws IllegalStateException if the machine is off
    RunningValidator validator() {
        if (validator == null) {
            throw new IllegalStateException("machine " + name + " is off");
        }
        return validator;
    }

    SnapshotMemory snapshots() {
        return snapshots;
    }

    long heightSeen() {
        return heightSeen;
    }

    void heightSeen(long height) {
        heightSeen = height;
    }

    /// Starts the validator from what the disks hold; in a storm the power may go again at once.
    void powerOn() {
        power.turnOn();
        if (forgets()) {
            world.tally().count(Happening.AMNESIA);
            disk.list().forEach(disk::lose);
        }
        if (world.isStorming() && dice.chance(0.1)) {
            downMicros = dice.below(20_000);
            power.failAfter(dice.below(12));
        }
        doing("start", () -> {
            validator = RunningValidator.open(world, this, store, new PoweredJournalDisk(disk, power), dice);
            validator.start();
        });
    }

    void connect(SimulatedMachine peer) {
        doing("connection", () -> validator().onConnected(peer.id()));
    }

    void deliver(SimulatedMachine from, PeerMessage message) {
        doing("message", () -> validator().onMessage(from.id(), message));
    }

    void timer(TimerName timer, long setting) {
        Long current = timers.get(timer);
        if (validator != null && current != null && current == setting) {
            timers.remove(timer);
            world.note(this, "timer", timer.kind());
            doing("timer", () -> validator().onTimer(timer));
        }
    }

    /// Does what the validator does until the power goes, if it does.
    private void doing(String what, Runnable step) {
        try {
            step.run();
            if (stopped) {
                goDown(false);
            }
        } catch (PowerLoss e) {
            world.tally().count(what.equals("start") ? Happening.CRASHES_IN_RECOVERY : Happening.CRASHES_IN_STEP);
            world.note(this, "crashes", String.valueOf(e.getMessage()));
            goDown(machineGoesToo);
        } catch (SimulationFailure e) {
            throw e;
        } catch (UncheckedIOException | KeyValueException e) {
            if (!diskFails || !what.equals("start")) {
                throw new SimulationFailure(this + " failed at a " + what + ": " + e, e);
            }
            world.note(this, "stops", String.valueOf(e.getMessage()));
            goDown(false);
        } catch (RuntimeException e) {
            throw new SimulationFailure(this + " failed at a " + what + ": " + e, e);
        }
    }

    /// The validator will end after this many more things it does; with none, at once.
    void crashAfter(int things, long stayDownMicros, boolean machineToo) {
        downMicros = stayDownMicros;
        machineGoesToo = machineToo;
        if (things == 0) {
            world.note(this, "crashes", "");
            goDown(machineToo);
        } else {
            power.failAfter(things);
        }
    }

    /// The disk will fail to force something, once.
    void failForce(int triesBefore, boolean journal, long stayDownMicros) {
        diskFails = true;
        downMicros = stayDownMicros;
        if (journal) {
            disk.failForceAfter(triesBefore);
        } else {
            store.failWriteAfter(triesBefore);
        }
    }

    /// Nothing fails from now on.
    void heal() {
        store.heal();
        disk.failForceAfter(-1);
        if (isOn()) {
            power.turnOn();
        }
    }

    /// The validator is no more; what is not fsynced may be lost where its machine went down, too.
    private void goDown(boolean machineToo) {
        validator = null;
        stopped = false;
        power.turnOff();
        timers.clear();
        Tally tally = world.tally();
        tally.count(Happening.CRASHES);
        if (!machineToo) {
            tally.count(Happening.PROCESS_ENDS);
        } else {
            if (store.losePower(dice) > 0) {
                tally.count(Happening.LOST_BATCHES);
            }
            long before = disk.usedBytes();
            disk.powerLoss();
            if (disk.usedBytes() < before) {
                tally.count(Happening.TORN_JOURNALS);
            }
        }
        world.crashed(this, downMicros);
    }

    /// Whether its owner starts it with a new journal, whatever it promised.
    boolean forgets() {
        return mouth.isPresent() && mouth.get().does(Lie.AMNESIA);
    }

    void stepClock(long byMillis) {
        clock = new Scenario.Clock(clock.skewMillis() + byMillis, clock.drift());
    }

    @Override
    public long nowMillis() {
        double elapsed = world.nowMicros() * (1 + clock.drift());
        return world.genesis().timeMillis() + clock.skewMillis() + (long) (elapsed / MICROS_PER_MILLI);
    }

    @Override
    public void send(ActorId peer, PeerMessage message) {
        power.spend("before a message");
        world.note(this, "sends", message);
        if (mouth.isPresent()) {
            mouth.get().send(peer, message);
        } else {
            world.send(this, peer, message);
        }
    }

    @Override
    public void broadcast(PeerMessage message) {
        power.spend("before a broadcast");
        world.note(this, "says", message);
        if (mouth.isPresent()) {
            mouth.get().broadcast(message);
        } else {
            world.broadcast(this, message);
        }
    }

    @Override
    public void setTimer(TimerName timer, Duration delay) {
        power.spend("before a timer");
        long setting = ++timerSettings;
        timers.put(timer, setting);
        world.setTimer(this, timer, setting, (long) (delay.toNanos() / 1000.0 / (1 + clock.drift())));
    }

    @Override
    public void cancelTimer(TimerName timer) {
        timers.remove(timer);
    }

    @Override
    public List<Transaction> transactions(int bytesMax) {
        return world.transactions(bytesMax);
    }

    @Override
    public void misbehaved(ActorId peer, String what) {
        world.misbehaved(this, peer, what);
    }

    @Override
    public void finalised(List<Block> blocks) {
        power.spend("before finalised blocks are told");
        world.note(this, "tells", blocks.size());
    }

    @Override
    public void accuse(Equivocation equivocation) {
        power.spend("before an accusation");
        world.accuse(this, equivocation);
    }

    @Override
    public void stopped(String why) {
        world.note(this, "stops", why);
        if (!liar && !diskFails) {
            throw new SimulationFailure(this + " stopped for good: " + why);
        }
        stopped = true;
        world.tally().count(Happening.FAILED_FORCES);
    }

    @Override
    public String toString() {
        return (liar ? "liar " : "validator ") + name;
    }

    /// As in traces.
    String shortName() {
        return name;
    }
}
