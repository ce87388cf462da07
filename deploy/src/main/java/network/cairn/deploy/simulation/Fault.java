package network.cairn.deploy.simulation;

import java.util.BitSet;

/// Something that goes wrong at a time and is over at another. Machines are named by their places.
sealed interface Fault {
    /// Messages do not pass between two groups, or only in one direction.
    ///
    /// @param group the machines of the one side; the rest are the other's
    /// @param towards whether what the rest send to the group is lost
    /// @param from whether what the group sends to the rest is lost
    record Partition(BitSet group, boolean towards, boolean from) implements Fault {
        public Partition {
            group = (BitSet) group.clone();
        }

        boolean cuts(int sender, int receiver) {
            boolean sends = group.get(sender);
            return sends != group.get(receiver) && (sends ? from : towards);
        }
    }

    /// One machine's messages are all late.
    record Slowness(int machine, long delayMicros) implements Fault {}

    /// A validator ends at the given count of things it does.
    ///
    /// @param power whether its machine goes down with it, and what was not fsynced
    record Crash(int machine, int thingsBefore, long downMicros, boolean power) implements Fault {}

    /// The disk fails to make something last, at the given count of tries: the journal, or the store.
    record FailedForce(int machine, int triesBefore, boolean journal, long downMicros) implements Fault {}

    /// All machines lose their power.
    record Blackout(long downMicros) implements Fault {}

    /// A machine's clock is set.
    record ClockStep(int machine, long byMillis) implements Fault {}

    /// The twins' share of the network changes.
    record TwinsMove(long links) implements Fault {}
}
