package network.cairn.chain.tree;

import java.util.Arrays;
import network.cairn.proofs.tree.StateHasher;

/// The records of a small subtree in the order of their paths: for each its path and its leaf's hash.
final class LeafPage implements Page {
    static final int LEAVES_MAX = 32;
    static final int LEAVES_JOINED = 16;
    static final byte KIND = 0;

    /// Path, then hash.
    static final int LEAF_BYTES = 64;

    static final int PATH_BYTES = 32;
    private static final int HEAD_BYTES = 1;

    private final byte[] encoded;

    LeafPage(byte[] encoded) {
        this.encoded = encoded;
    }

    /// The page of these leaves, one after the other, ascending.
    static LeafPage of(byte[] leaves, int from, int to) {
        byte[] encoded = new byte[HEAD_BYTES + (to - from) * LEAF_BYTES];
        encoded[0] = KIND;
        System.arraycopy(leaves, from * LEAF_BYTES, encoded, HEAD_BYTES, encoded.length - HEAD_BYTES);
        return new LeafPage(encoded);
    }

    static boolean isLength(int bytes) {
        int leaves = bytes - HEAD_BYTES;
        return leaves > 0 && leaves % LEAF_BYTES == 0 && leaves / LEAF_BYTES <= LEAVES_MAX;
    }

    @Override
    public byte[] encoded() {
        return encoded;
    }

    @Override
    public int count() {
        return (encoded.length - HEAD_BYTES) / LEAF_BYTES;
    }

    /// A copy of the leaves, one after the other.
    byte[] leaves() {
        return Arrays.copyOfRange(encoded, HEAD_BYTES, encoded.length);
    }

    static byte[] path(byte[] leaves, int index) {
        return Arrays.copyOfRange(leaves, index * LEAF_BYTES, index * LEAF_BYTES + PATH_BYTES);
    }

    /// The first of the leaves from .. to whose path has a one at this depth.
    static int split(byte[] leaves, int from, int to, int depth) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (TreePath.bit(leaves, middle * LEAF_BYTES, depth)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// The subtree of the leaves from .. to, its top at this depth.
    static Summary summary(StateHasher hasher, byte[] leaves, int from, int to, int depth) {
        return new Summary(to - from, hash(hasher, leaves, from, to, depth));
    }

    private static byte[] hash(StateHasher hasher, byte[] leaves, int from, int to, int depth) {
        if (from == to) {
            return new byte[StateHasher.HASH_BYTES];
        }
        if (to - from == 1) {
            return Arrays.copyOfRange(leaves, from * LEAF_BYTES + PATH_BYTES, to * LEAF_BYTES);
        }
        int middle = split(leaves, from, to, depth);
        byte[] left = hash(hasher, leaves, from, middle, depth + 1);
        return hasher.inner(left, 0, hash(hasher, leaves, middle, to, depth + 1), 0);
    }
}
