package network.cairn.deploy.simulation;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/// What a seed has in store for its chain.
///
/// @param members validators in the genesis set: machines 0 and up
/// @param spares machines that validate nothing at first
/// @param stakes in credits, of the members
/// @param validatorsMax the most validators in a set
/// @param keptBlocks how many finalised blocks a machine keeps; older ones come as a snapshot
/// @param storm the network until it heals
/// @param encodes whether messages are encoded and decoded on their way
/// @param lies who lies, by place, and how
/// @param twin whose key a second machine has too; none if negative. It counts as a liar
/// @param clocks each machine's clock
/// @param faults when each begins, microseconds from the start, and when it is over
/// @param joinsMicros when machines that are not there from the start come, by place
/// @param healMicros when all faults but the liars are over
/// @param submitMicros the mean time between two submissions
record Scenario(
        long seed,
        int members,
        int spares,
        List<Long> stakes,
        int validatorsMax,
        int epochBlocks,
        long blockTargetMillis,
        int keptBlocks,
        LinkQuality storm,
        boolean encodes,
        SortedMap<Integer, Set<Lie>> lies,
        int twin,
        List<Clock> clocks,
        List<Timed> faults,
        SortedMap<Integer, Long> joinsMicros,
        long healMicros,
        long submitMicros) {
    /// As many blocks as no run makes: then nobody needs a snapshot.
    static final int ALL_KEPT = 1_000_000;

    /// @param skewMillis how far it is from true time at the start
    /// @param drift by which part it runs faster
    record Clock(long skewMillis, double drift) {}

    /// @param untilMicros for faults that last, else the start
    record Timed(long fromMicros, long untilMicros, Fault fault) {}

    /// Machines with a place of their own; the twin comes after them.
    int places() {
        return members + spares;
    }

    boolean isLiar(int place) {
        return lies.containsKey(place) || place == twin || place >= places();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        text.append("seed ").append(seed).append(": ").append(members).append(" validators");
        if (spares > 0) {
            text.append(" and ").append(spares).append(" spares");
        }
        text.append(", stakes ").append(stakes).append(", at most ").append(validatorsMax);
        text.append(", epochs of ")
                .append(epochBlocks)
                .append(" blocks, one every ")
                .append(blockTargetMillis);
        text.append(" ms, ").append(keptBlocks).append(" kept\n  network ").append(storm);
        text.append(encodes ? ", messages encoded" : ", messages passed on as they are");
        text.append("\n  liars ").append(lies).append(twin < 0 ? "" : ", twin of " + twin);
        text.append("\n  clocks ").append(clocks).append("\n  joins ").append(joinsMicros);
        faults.forEach(timed -> text.append("\n  ").append(timed));
        return text.append("\n  heals at ")
                .append(healMicros / 1000)
                .append(" ms")
                .toString();
    }
}
