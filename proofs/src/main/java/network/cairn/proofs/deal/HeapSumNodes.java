package network.cairn.proofs.deal;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Nodes in memory. Not for several threads.
public final class HeapSumNodes implements SumNodes {
    private record Place(int level, long place) {}

    private final Map<Place, SumNode> nodes = new HashMap<>();

    @Override
    public @Nullable SumNode get(int level, long place) {
        return nodes.get(new Place(level, place));
    }

    @Override
    public void put(int level, long place, SumNode node) {
        nodes.put(new Place(level, place), node);
    }

    @Override
    public void remove(int level, long place) {
        nodes.remove(new Place(level, place));
    }

    /// How many nodes there are.
    int size() {
        return nodes.size();
    }
}
