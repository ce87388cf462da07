package network.cairn.proofs.tree;

import java.util.List;
import network.cairn.proofs.id.Digest;

/// Computes a subtree of the state tree from all of its records, as those do who get the state from
/// somebody they do not trust.
public final class StateSubtree {
    /// The length of a path in bits.
    public static final int DEPTH_MAX = 8 * Digest.LENGTH_BYTES;

    private final StateHasher hasher = new StateHasher();
    private final List<StateNode.Leaf> leaves;
    private final byte[][] paths;

    private StateSubtree(List<StateNode.Leaf> leaves) {
        this.leaves = leaves;
        this.paths = leaves.stream().map(leaf -> leaf.path().toBytes()).toArray(byte[][]::new);
    }

    /// The subtree that is these records and no others.
    ///
    /// @param depth how many bits their paths have in common for being in this subtree, 0 .. 256
    /// @param leaves ascending by path, no two of one path
    /// @throws IllegalArgumentException if they are not ascending, or not of one subtree of that depth
    public static StateNode of(int depth, List<StateNode.Leaf> leaves) {
        if (depth < 0 || depth > DEPTH_MAX) {
            throw new IllegalArgumentException("a subtree's depth is in 0 .. " + DEPTH_MAX + ", not " + depth);
        }
        for (int i = 1; i < leaves.size(); i++) {
            Digest path = leaves.get(i).path();
            if (leaves.get(i - 1).path().compareTo(path) >= 0) {
                throw new IllegalArgumentException("the record at " + path + " is out of order");
            }
        }
        if (leaves.isEmpty()) {
            return new StateNode.Empty();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        if (commonBits(leaves.getFirst().path(), leaves.getLast().path()) < depth) {
            throw new IllegalArgumentException("the records are not of one subtree of depth " + depth);
        }
        return new StateNode.Inner(Digest.of(new StateSubtree(leaves).hash(0, leaves.size(), depth)));
    }

    /// How many bits two paths begin with in common.
    public static int commonBits(Digest first, Digest second) {
        byte[] a = first.toBytes();
        byte[] b = second.toBytes();
        for (int i = 0; i < a.length; i++) {
            int difference = (a[i] ^ b[i]) & 0xff;
            if (difference != 0) {
                return 8 * i + Integer.numberOfLeadingZeros(difference) - (Integer.SIZE - Byte.SIZE);
            }
        }
        return DEPTH_MAX;
    }

    /// Whether the path has a one at this depth, counted from its first bit.
    public static boolean bit(byte[] path, int depth) {
        return (path[depth >>> 3] >>> (7 - (depth & 7)) & 1) != 0;
    }

    private byte[] hash(int from, int to, int depth) {
        if (from == to) {
            return new byte[StateHasher.HASH_BYTES];
        }
        if (to - from == 1) {
            return hasher.leaf(paths[from], leaves.get(from).valueHash().toBytes());
        }
        int middle = from;
        while (middle < to && !bit(paths[middle], depth)) {
            middle++;
        }
        byte[] left = hash(from, middle, depth + 1);
        return hasher.inner(left, 0, hash(middle, to, depth + 1), 0);
    }
}
