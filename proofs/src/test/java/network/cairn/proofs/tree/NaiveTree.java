package network.cairn.proofs.tree;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;

/// The state tree as its definition says, computed anew each time from a map.
final class NaiveTree {
    final TreeMap<Digest, byte[]> records = new TreeMap<>();

    /// The records of the golden vectors.
    static NaiveTree numbered(int count) {
        var tree = new NaiveTree();
        for (int i = 0; i < count; i++) {
            tree.records.put(path(i), value(i));
        }
        return tree;
    }

    static Digest path(int number) {
        return StateNode.valueHash(
                ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    static byte[] value(int number) {
        byte[] value = new byte[number % 70];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        return value;
    }

    List<StateNode.Leaf> leaves() {
        return leaves(records);
    }

    static List<StateNode.Leaf> leaves(Map<Digest, byte[]> records) {
        var leaves = new ArrayList<StateNode.Leaf>();
        records.forEach((path, value) -> leaves.add(new StateNode.Leaf(path, StateNode.valueHash(value))));
        return leaves;
    }

    StateNode top() {
        return node(leaves(), 0);
    }

    StateRoot root() {
        return top().root();
    }

    static StateNode node(List<StateNode.Leaf> leaves, int depth) {
        if (leaves.isEmpty()) {
            return new StateNode.Empty();
        }
        if (depth == StateSubtree.DEPTH_MAX) {
            return leaves.getFirst();
        }
        return StateNode.join(node(half(leaves, depth, false), depth + 1), node(half(leaves, depth, true), depth + 1));
    }

    private static List<StateNode.Leaf> half(List<StateNode.Leaf> leaves, int depth, boolean right) {
        return leaves.stream()
                .filter(leaf -> StateSubtree.bit(leaf.path().toBytes(), depth) == right)
                .toList();
    }

    StateProof prove(Digest path) {
        var siblings = new ArrayList<Digest>();
        var leaves = leaves();
        for (int depth = 0; leaves.size() > 1; depth++) {
            boolean right = StateSubtree.bit(path.toBytes(), depth);
            siblings.add(Digest.of(node(half(leaves, depth, !right), depth + 1).hash()));
            leaves = half(leaves, depth, right);
        }
        return new StateProof(leaves.isEmpty() ? Optional.empty() : Optional.of(leaves.getFirst()), siblings);
    }

    Optional<byte[]> value(Digest path) {
        return Optional.ofNullable(records.get(path));
    }
}
