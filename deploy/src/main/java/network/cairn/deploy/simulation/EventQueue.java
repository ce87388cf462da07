package network.cairn.deploy.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// What is going to happen, in order of virtual time; of two things at one time, the one that was planned
/// first.
final class EventQueue {
    private static final Comparator<Planned> ORDER =
            Comparator.comparingLong(Planned::atMicros).thenComparingLong(Planned::number);

    private final PriorityQueue<Planned> planned = new PriorityQueue<>(256, ORDER);
    private long nowMicros;
    private long number;

    private record Planned(long atMicros, long number, SimulationEvent event) {}

    long nowMicros() {
        return nowMicros;
    }

    void planIn(long delayMicros, SimulationEvent event) {
        planned.add(new Planned(nowMicros + Math.max(0, delayMicros), number++, event));
    }

    /// The next event, whose time it is then; null where nothing is planned.
    @Nullable
    SimulationEvent next() {
        Planned next = planned.poll();
        if (next == null) {
            return null;
        }
        nowMicros = next.atMicros();
        return next.event();
    }

    int size() {
        return planned.size();
    }
}
