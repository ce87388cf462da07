package network.cairn.deploy.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What happened in a run: its last entries in words, and one hash over all of them, by which two runs of a
/// seed are compared.
final class SimulationTrace {
    private static final int LAST_ENTRIES = 120;

    private final Deque<Entry> last = new ArrayDeque<>();
    private final Optional<Consumer<String>> listener;
    private long hash = 1;
    private long count;

    /// @param about written out only where somebody reads it
    private record Entry(long atMicros, String who, String what, Object about) {
        String line() {
            return "%10d.%03d  %-4s %-10s %s"
                    .formatted(atMicros / 1000, atMicros % 1000, who, what, Described.of(about));
        }
    }

    /// @param listener told each entry in words; where there is none, only the last are kept
    SimulationTrace(Optional<Consumer<String>> listener) {
        this.listener = listener;
    }

    void add(long atMicros, String who, String what, Object about) {
        hash = SimulatedIdentities.mixed(
                hash ^ atMicros * 31 ^ who.hashCode() * 17L ^ what.hashCode() ^ Described.hash(about) << 16);
        count++;
        var entry = new Entry(atMicros, who, what, about);
        listener.ifPresent(to -> to.accept(entry.line()));
        if (last.size() == LAST_ENTRIES) {
            last.removeFirst();
        }
        last.addLast(entry);
    }

    long hash() {
        return SimulatedIdentities.mixed(hash ^ count);
    }

    long count() {
        return count;
    }

    List<String> lastLines() {
        var lines = new ArrayList<String>();
        last.forEach(entry -> lines.add(entry.line()));
        return lines;
    }
}
