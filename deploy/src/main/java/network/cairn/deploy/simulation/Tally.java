package network.cairn.deploy.simulation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// How often each thing happened, in one run or in many. One thread writes it.
public final class Tally {
    private final Map<Happening, long[]> counts = new EnumMap<>(Happening.class);

    public Tally() {
        for (Happening happening : Happening.values()) {
            counts.put(happening, new long[1]);
        }
    }

    void count(Happening happening) {
        count(happening, 1);
    }

    void count(Happening happening, long times) {
        long[] count = counts.get(happening);
        if (count != null) {
            count[0] += times;
        }
    }

    public void add(Tally that) {
        that.counts.forEach((happening, times) -> count(happening, times[0]));
    }

    public long of(Happening happening) {
        long[] count = counts.get(happening);
        return count == null ? 0 : count[0];
    }

    /// All counts, in the order of {@link Happening}.
    public Map<Happening, Long> all() {
        var all = new EnumMap<Happening, Long>(Happening.class);
        counts.forEach((happening, times) -> all.put(happening, times[0]));
        return Collections.unmodifiableMap(all);
    }
}
