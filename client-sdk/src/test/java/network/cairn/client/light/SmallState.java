package network.cairn.client.light;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.tree.StateNode;
import network.cairn.proofs.tree.StateProof;

/// A state of a few records, whose tree is built anew for each question.
final class SmallState {
    private final TreeMap<Digest, byte[]> records = new TreeMap<>();

    SmallState(Map<StateKey, byte[]> records) {
        records.forEach((key, value) -> this.records.put(key.path(), value));
    }

    StateRoot root() {
        return subtree(List.copyOf(records.keySet()), 0).root();
    }

    Optional<byte[]> get(StateKey key) {
        return Optional.ofNullable(records.get(key.path()));
    }

    StateProof prove(StateKey key) {
        var siblings = new ArrayList<Digest>();
        List<Digest> paths = List.copyOf(records.keySet());
        int depth = 0;
        while (paths.size() > 1) {
            boolean side = bit(key.path(), depth);
            siblings.add(Digest.of(subtree(half(paths, depth, !side), depth + 1).hash()));
            paths = half(paths, depth, side);
            depth++;
        }
        Optional<StateNode.Leaf> terminal = paths.isEmpty() ? Optional.empty() : Optional.of(leaf(paths.getFirst()));
        return new StateProof(terminal, siblings);
    }

    private StateNode subtree(List<Digest> paths, int depth) {
        if (paths.isEmpty()) {
            return new StateNode.Empty();
        }
        if (paths.size() == 1) {
            return leaf(paths.getFirst());
        }
        return StateNode.join(
                subtree(half(paths, depth, false), depth + 1), subtree(half(paths, depth, true), depth + 1));
    }

    private StateNode.Leaf leaf(Digest path) {
        return new StateNode.Leaf(path, StateNode.valueHash(records.getOrDefault(path, new byte[0])));
    }

    private static List<Digest> half(List<Digest> paths, int depth, boolean side) {
        return paths.stream().filter(path -> bit(path, depth) == side).toList();
    }

    private static boolean bit(Digest path, int depth) {
        return (path.toBytes()[depth >>> 3] >>> (7 - (depth & 7)) & 1) != 0;
    }
}
