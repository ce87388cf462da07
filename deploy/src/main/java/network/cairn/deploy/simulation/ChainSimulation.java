package network.cairn.deploy.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.validator.ValidatorEnvironment.TimerName;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;

/// A chain of real validators in a world that one seed decides: virtual time, a network and disks that
/// fail, and liars.
///
/// While the storm lasts only safety is asked for; once it is over every honest machine must get ahead
/// again within a bounded virtual time, the liars lying on. The same seed gives the same run, event for
/// event. One thread runs it, and nothing is shared between runs but the pool of identities.
public final class ChainSimulation implements World {
    /// How far every honest machine must come after the storm.
    private static final int HEIGHTS_AFTER_HEAL = 4;

    private static final long HEAL_MICROS_MAX = 60_000_000;
    private static final long EVENTS_MAX = 1_000_000;

    private final Scenario scenario;
    private final Genesis genesis;
    private final EventQueue events = new EventQueue();
    private final Tally tally = new Tally();
    private final SimulationTrace trace;
    private final SimulatedNetwork network;
    private final Traffic traffic;
    private final SafetyChecks checks;
    private final EpochChecks epochs;
    private final Dice dice;
    private final List<SimulatedMachine> machines = new ArrayList<>();
    private long twinLinks;
    private long goal = Long.MAX_VALUE;
    private long healedAtMicros = -1;

    private ChainSimulation(Scenario scenario, Optional<Consumer<String>> listener) {
        this.scenario = scenario;
        this.genesis = SimulatedGenesis.of(scenario);
        this.trace = new SimulationTrace(listener);
        this.dice = Dice.of(SimulatedIdentities.mixed(~scenario.seed()) ^ scenario.members());
        this.network = new SimulatedNetwork(events, dice.split(), tally, scenario.storm(), scenario.encodes());
        this.traffic = new Traffic(scenario, genesis.chainId(), dice.split());
        this.checks = new SafetyChecks(genesis, tally);
        this.epochs = new EpochChecks(scenario, tally);
        this.twinLinks = dice.any();
        int count = scenario.places() + (scenario.twin() < 0 ? 0 : 1);
        for (int place = 0; place < count; place++) {
            machines.add(new SimulatedMachine(this, place, dice.split()));
        }
    }

    /// Runs a seed to its end, which is the goal or the first failure.
    ///
    /// @param members how many validators the genesis has
    /// @param listener told everything that happens, in words
    public static SimulationResult run(long seed, int members, Optional<Consumer<String>> listener) {
        var scenario = ScenarioMaker.draw(seed, members);
        listener.ifPresent(to -> to.accept(scenario.toString()));
        return new ChainSimulation(scenario, listener).run();
    }

    private SimulationResult run() {
        Optional<String> failure = Optional.empty();
        try {
            plan();
            while (!isOver()) {
                step();
            }
        } catch (SimulationFailure e) {
            trace.add(events.nowMicros(), "", "FAILS", String.valueOf(e.getMessage()));
            failure =
                    Optional.of(e.getCause() == null ? String.valueOf(e.getMessage()) : SimulationResult.withTrace(e));
        }
        tally.count(Happening.HEIGHTS, checks.height());
        return new SimulationResult(
                scenario.seed(),
                scenario.members(),
                scenario.toString(),
                failure,
                trace.hash(),
                trace.count(),
                trace.lastLines(),
                tally,
                events.nowMicros() / 1000,
                healedAtMicros < 0 ? 0 : (events.nowMicros() - healedAtMicros) / 1000);
    }

    private void plan() {
        for (SimulatedMachine machine : machines) {
            Long joins = scenario.joinsMicros().get(machine.place());
            if (joins != null) {
                tally.count(Happening.LATE_JOINS);
            }
            events.planIn(joins == null ? dice.below(1000) : joins, new SimulationEvent.PowerOn(machine));
            if (machine.mouth().isPresent() && machine.mouth().get().speaksUnasked()) {
                events.planIn(scenario.submitMicros(), new SimulationEvent.Lie(machine));
            }
        }
        for (Scenario.Timed timed : scenario.faults()) {
            events.planIn(timed.fromMicros(), new SimulationEvent.Begin(timed.fault()));
            if (timed.untilMicros() > timed.fromMicros()) {
                events.planIn(timed.untilMicros(), new SimulationEvent.End(timed.fault()));
            }
        }
        events.planIn(0, new SimulationEvent.Submit());
        events.planIn(scenario.healMicros(), new SimulationEvent.Heal());
        tally.count(Happening.LIARS, scenario.lies().size());
        tally.count(Happening.TWINS, scenario.twin() < 0 ? 0 : 1);
        tally.count(Happening.ENCODED_RUNS, scenario.encodes() ? 1 : 0);
        scenario.clocks().stream()
                .filter(clock -> clock.skewMillis() != 0)
                .forEach(_ -> tally.count(Happening.SKEWED_CLOCKS));
    }

    private void step() {
        SimulationEvent event = events.next();
        if (event == null) {
            throw new SimulationFailure("nothing is left to happen");
        }
        switch (event) {
            case SimulationEvent.Delivery(var from, var to, var message) -> deliver(from, to, message);
            case SimulationEvent.Timer(var machine, var name, long setting) -> {
                machine.timer(name, setting);
                check(machine);
            }
            case SimulationEvent.Connection(var machine, var peer) -> {
                if (machine.isOn() && peer.isOn() && areLinked(machine, peer)) {
                    machine.connect(peer);
                    check(machine);
                }
            }
            case SimulationEvent.PowerOn(var machine) -> powerOn(machine);
            case SimulationEvent.Begin(var fault) -> begin(fault);
            case SimulationEvent.End(var fault) -> end(fault);
            case SimulationEvent.Submit() -> {
                traffic.submit();
                events.planIn(dice.exponential(scenario.submitMicros()), new SimulationEvent.Submit());
            }
            case SimulationEvent.Lie(var liar) -> {
                if (liar.isOn()) {
                    liar.mouth().ifPresent(Liar::speak);
                }
                events.planIn(dice.exponential(4 * scenario.submitMicros()), new SimulationEvent.Lie(liar));
            }
            case SimulationEvent.Heal() -> heal();
        }
        if (trace.count() > EVENTS_MAX) {
            throw new SimulationFailure("more than " + EVENTS_MAX + " things happened before the goal was reached");
        }
        if (healedAtMicros >= 0 && events.nowMicros() > healedAtMicros + HEAL_MICROS_MAX) {
            throw new SimulationFailure(stuck());
        }
    }

    private String stuck() {
        var text = new StringBuilder("no liveness: " + HEAL_MICROS_MAX / 1_000_000
                + " s after the storm not every honest machine is at height " + goal + ":");
        machines.forEach(machine -> text.append(' ')
                .append(machine)
                .append(" at ")
                .append(machine.heightSeen())
                .append(';'));
        return text.toString();
    }

    private void deliver(SimulatedMachine from, SimulatedMachine to, PeerMessage message) {
        if (!to.isOn()) {
            return;
        }
        trace.add(events.nowMicros(), from.shortName() + ">" + to.shortName(), "delivers", message);
        to.mouth().ifPresent(mouth -> mouth.hear(message));
        to.deliver(from, message);
        check(to);
    }

    private void powerOn(SimulatedMachine machine) {
        if (machine.isOn()) {
            return;
        }
        note(machine, "comes", "");
        machine.powerOn();
        check(machine);
        for (SimulatedMachine peer : others(machine)) {
            long delay = scenario.storm().delay(dice);
            events.planIn(delay, new SimulationEvent.Connection(machine, peer));
            events.planIn(delay, new SimulationEvent.Connection(peer, machine));
        }
    }

    private void check(SimulatedMachine machine) {
        if (machine.isOn() && machine.isHonest()) {
            checks.bounded(machine);
            for (Block block : checks.follow(machine)) {
                epochs.finalised(block, machine.validator().ledger());
                traffic.finalised(List.of(block));
                trace.add(events.nowMicros(), machine.shortName(), "FINAL", block);
            }
        }
    }

    private boolean isOver() {
        if (epochs.tooManyLiars()) {
            tally.count(Happening.VOID_RUNS);
            return true;
        }
        if (healedAtMicros < 0 || checks.height() < goal) {
            return false;
        }
        return machines.stream().filter(SimulatedMachine::isHonest).allMatch(machine -> machine.heightSeen() >= goal);
    }

    private void begin(Fault fault) {
        if (healedAtMicros >= 0) {
            return;
        }
        trace.add(events.nowMicros(), "", "begins", fault);
        switch (fault) {
            case Fault.Partition partition -> {
                tally.count(
                        partition.from() && partition.towards() ? Happening.PARTITIONS : Happening.ONE_WAY_PARTITIONS);
                network.begin(partition);
            }
            case Fault.Slowness slowness -> {
                tally.count(Happening.SLOWNESS);
                network.begin(slowness);
            }
            case Fault.Crash(int place, int things, long down, boolean power) ->
                crash(machines.get(place), things, down, power);
            case Fault.FailedForce(int place, int tries, boolean journal, long down) ->
                machines.get(place).failForce(tries, journal, down);
            case Fault.Blackout(long down) -> {
                tally.count(Happening.BLACKOUTS);
                machines.forEach(machine -> crash(machine, 0, down, true));
            }
            case Fault.ClockStep(int place, long by) -> {
                tally.count(Happening.CLOCK_STEPS);
                machines.get(place).stepClock(by);
            }
            case Fault.TwinsMove(long links) -> twinLinks = links;
        }
    }

    private void crash(SimulatedMachine machine, int things, long downMicros, boolean power) {
        if (machine.isOn()) {
            machine.crashAfter(things, downMicros, power);
        }
    }

    private void end(Fault fault) {
        trace.add(events.nowMicros(), "", "ends", fault);
        switch (fault) {
            case Fault.Partition partition -> network.end(partition);
            case Fault.Slowness slowness -> network.end(slowness);
            default -> {}
        }
    }

    private void heal() {
        trace.add(events.nowMicros(), "", "HEALS", "");
        healedAtMicros = events.nowMicros();
        goal = checks.height() + HEIGHTS_AFTER_HEAL;
        network.heal();
        for (SimulatedMachine machine : machines) {
            machine.heal();
            powerOn(machine);
        }
    }

    @Override
    public void send(SimulatedMachine from, ActorId to, PeerMessage message) {
        for (SimulatedMachine machine : machines) {
            if (machine != from && machine.id().equals(to)) {
                carry(from, machine, message);
            }
        }
    }

    @Override
    public void broadcast(SimulatedMachine from, PeerMessage message) {
        for (SimulatedMachine machine : machines) {
            if (machine != from) {
                carry(from, machine, message);
            }
        }
    }

    @Override
    public void carry(SimulatedMachine from, SimulatedMachine to, PeerMessage message) {
        if (from.isHonest()) {
            checks.sent(from, message);
        }
        if (areLinked(from, to)) {
            network.carry(from, to, message);
        }
    }

    /// Whether two machines know of each other: of two twins, others may see only one.
    private boolean areLinked(SimulatedMachine one, SimulatedMachine other) {
        int twin = scenario.twin();
        if (twin < 0 || (!isTwin(one) && !isTwin(other))) {
            return true;
        }
        if (isTwin(one) && isTwin(other)) {
            return false;
        }
        SimulatedMachine twinned = isTwin(one) ? one : other;
        int peer = (isTwin(one) ? other : one).place();
        int link = (int) (twinLinks >>> (2 * peer)) & 3;
        return link == 2 || (twinned.place() == twin) == (link == 0);
    }

    private boolean isTwin(SimulatedMachine machine) {
        return machine.place() == scenario.twin() || machine.place() >= scenario.places();
    }

    @Override
    public List<SimulatedMachine> others(SimulatedMachine machine) {
        return machines.stream().filter(other -> other != machine).toList();
    }

    @Override
    public void setTimer(SimulatedMachine machine, TimerName name, long setting, long delayMicros) {
        events.planIn(delayMicros, new SimulationEvent.Timer(machine, name, setting));
    }

    @Override
    public List<Transaction> transactions(int bytesMax) {
        return traffic.candidates(bytesMax);
    }

    @Override
    public void misbehaved(SimulatedMachine by, ActorId peer, String what) {
        tally.count(Happening.MISBEHAVIOUR);
        note(by, "blames", what);
        if (by.isHonest() && machines.stream().anyMatch(m -> m.id().equals(peer) && m.isHonest())) {
            throw new SimulationFailure(by + " blames " + peer + ", who is honest: " + what);
        }
    }

    @Override
    public void accuse(SimulatedMachine by, Equivocation equivocation) {
        tally.count(Happening.ACCUSATIONS);
        ActorId accused = equivocation.first().validator();
        note(by, "accuses", accused);
        if (by.isHonest()) {
            checks.accused(by, accused, machines.stream().anyMatch(m -> m.id().equals(accused) && m.isHonest()));
        }
        traffic.accuse(equivocation);
    }

    @Override
    public void crashed(SimulatedMachine machine, long downMicros) {
        events.planIn(downMicros, new SimulationEvent.PowerOn(machine));
    }

    @Override
    public void note(SimulatedMachine machine, String what, Object about) {
        trace.add(events.nowMicros(), machine.shortName(), what, about);
    }

    @Override
    public Genesis genesis() {
        return genesis;
    }

    @Override
    public Scenario scenario() {
        return scenario;
    }

    @Override
    public Tally tally() {
        return tally;
    }

    @Override
    public boolean isStorming() {
        return healedAtMicros < 0;
    }

    @Override
    public long nowMicros() {
        return events.nowMicros();
    }
}
