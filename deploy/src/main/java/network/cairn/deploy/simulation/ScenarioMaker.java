package network.cairn.deploy.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Draws a scenario from a seed. Seeds differ in kind: some have no liars, some no crashes, some a
/// perfect network, so that each fault also shows what it does alone.
final class ScenarioMaker {
    private static final long MILLI = 1000;
    private static final int SPARES_MAX = 2;

    private final long seed;
    private final int members;
    private final Dice dice;

    private ScenarioMaker(long seed, int members) {
        this.seed = seed;
        this.members = members;
        this.dice = Dice.of(SimulatedIdentities.mixed(seed + 1) ^ members);
    }

    static Scenario draw(long seed, int members) {
        return new ScenarioMaker(seed, members).draw();
    }

    private Scenario draw() {
        int spares = dice.chance(0.3) ? (int) dice.between(1, SPARES_MAX) : 0;
        int places = members + spares;
        var stakes = stakes();
        int epochBlocks = (int) dice.between(2, 8);
        long blockTarget = dice.pick(20L, 50L, 100L);
        long heal = dice.between(12, 40) * blockTarget * MILLI;
        SortedMap<Integer, Set<Lie>> lies = new TreeMap<>();
        int twin = liars(stakes, lies);
        return new Scenario(
                seed,
                members,
                spares,
                stakes,
                dice.chance(0.5) ? members : places,
                epochBlocks,
                blockTarget,
                dice.pick(Scenario.ALL_KEPT, 2 * epochBlocks, 3 * epochBlocks),
                dice.chance(0.15) ? new LinkQuality(0, 0, MILLI, 0, 0) : LinkQuality.draw(dice),
                dice.chance(0.125),
                lies,
                twin,
                clocks(places + 1),
                faults(places, twin, heal),
                joins(places, heal),
                heal,
                blockTarget * MILLI);
    }

    private List<Long> stakes() {
        var stakes = new ArrayList<Long>();
        boolean equal = dice.chance(0.6);
        for (int i = 0; i < members; i++) {
            stakes.add(equal ? 100 : dice.between(50, 150));
        }
        return stakes;
    }

    /// Chooses who lies, and of them who does so by having a twin: less than a third of the power in all.
    private int liars(List<Long> stakes, SortedMap<Integer, Set<Lie>> lies) {
        int twin = -1;
        if (dice.chance(0.3)) {
            return twin;
        }
        long total = stakes.stream().mapToLong(Long::longValue).sum();
        long lying = 0;
        var places = new ArrayList<Integer>();
        for (int i = 0; i < members; i++) {
            places.add(i);
        }
        shuffle(places);
        int most = dice.chance(0.8) ? members : 1;
        for (int place : places) {
            if (3 * (lying + stakes.get(place)) >= total || lies.size() + (twin < 0 ? 0 : 1) >= most) {
                continue;
            }
            lying += stakes.get(place);
            if (twin < 0 && dice.chance(0.25)) {
                twin = place;
            } else {
                lies.put(place, repertoire());
            }
        }
        return twin;
    }

    private Set<Lie> repertoire() {
        if (dice.chance(0.15)) {
            return EnumSet.allOf(Lie.class);
        }
        var repertoire = EnumSet.of(dice.pick(List.of(Lie.values())));
        while (dice.chance(0.5)) {
            repertoire.add(dice.pick(List.of(Lie.values())));
        }
        return repertoire;
    }

    /// Clocks that differ by at most three seconds: less than what makes a block too early to vote for.
    private List<Scenario.Clock> clocks(int machines) {
        long spread = dice.pick(0L, 0L, 50L, 1_500L);
        double drift = dice.pick(0.0, 0.0, 0.001, 0.05);
        var clocks = new ArrayList<Scenario.Clock>();
        for (int i = 0; i < machines; i++) {
            clocks.add(new Scenario.Clock(
                    dice.between(-spread, spread), drift == 0 ? 0 : drift * dice.between(-100, 100) / 100));
        }
        return clocks;
    }

    private SortedMap<Integer, Long> joins(int places, long heal) {
        var joins = new TreeMap<Integer, Long>();
        for (int place = members; place < places; place++) {
            if (dice.chance(0.6)) {
                joins.put(place, dice.between(heal / 4, heal));
            }
        }
        return joins;
    }

    private List<Scenario.Timed> faults(int places, int twin, long heal) {
        var faults = new ArrayList<Scenario.Timed>();
        if (dice.chance(0.6)) {
            partitions(faults, places, heal);
        }
        if (dice.chance(0.65)) {
            crashes(faults, places, heal);
        }
        if (dice.chance(0.2)) {
            long from = dice.between(0, heal);
            int machine = dice.below(places);
            faults.add(new Scenario.Timed(
                    from, dice.between(from, heal), new Fault.Slowness(machine, dice.between(1, 500) * MILLI)));
        }
        if (dice.chance(0.15)) {
            long from = dice.between(0, heal);
            faults.add(new Scenario.Timed(
                    from, from, new Fault.ClockStep(dice.below(places), dice.between(-1_000, 1_000))));
        }
        for (long at = dice.exponential(heal / 4); twin >= 0 && at < heal; at += 1 + dice.exponential(heal / 4)) {
            faults.add(new Scenario.Timed(at, at, new Fault.TwinsMove(dice.any())));
        }
        faults.sort(java.util.Comparator.comparingLong(Scenario.Timed::fromMicros));
        return Collections.unmodifiableList(faults);
    }

    private void partitions(List<Scenario.Timed> faults, int places, long heal) {
        for (long count = dice.between(1, 4); count > 0; count--) {
            long from = dice.between(0, heal);
            var group = new BitSet();
            switch (dice.below(3)) {
                case 0 -> group.set(dice.below(places));
                case 1 -> {
                    for (int i = 0; i < places; i += 2) {
                        group.set(i);
                    }
                }
                default -> {
                    for (int i = 0; i < places; i++) {
                        group.set(i, dice.chance(0.5));
                    }
                }
            }
            boolean oneWay = dice.chance(0.3);
            boolean towards = !oneWay || dice.chance(0.5);
            faults.add(new Scenario.Timed(
                    from,
                    dice.chance(0.3) ? heal : dice.between(from, heal),
                    new Fault.Partition(group, towards, !oneWay || !towards)));
        }
    }

    private void crashes(List<Scenario.Timed> faults, int places, long heal) {
        long downMax = Math.max(1, heal / 3);
        for (long count = dice.between(1, 6); count > 0; count--) {
            long from = dice.between(0, heal);
            int things = dice.chance(0.2) ? 0 : (int) dice.between(0, 40);
            faults.add(new Scenario.Timed(
                    from,
                    from,
                    new Fault.Crash(dice.below(places), things, dice.between(0, downMax), dice.chance(0.75))));
        }
        if (dice.chance(0.2)) {
            long from = dice.between(0, heal);
            faults.add(new Scenario.Timed(
                    from,
                    from,
                    new Fault.FailedForce(
                            dice.below(places), dice.below(20), dice.chance(0.5), dice.between(0, downMax))));
        }
        if (dice.chance(0.15)) {
            long from = dice.between(0, heal);
            faults.add(new Scenario.Timed(from, from, new Fault.Blackout(dice.between(0, downMax))));
        }
    }

    private void shuffle(List<Integer> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, dice.below(i + 1));
        }
    }
}
