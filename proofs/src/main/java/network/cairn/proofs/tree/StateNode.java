package network.cairn.proofs.tree;

import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;

/// A subtree of the state tree: empty, one leaf, or more.
///
/// A subtree that holds one record alone is that record's leaf, at whatever depth, so a tree of n
/// records is about log2 n deep. Leaf: SHA-256 of `04 || path || SHA-256 of the value`. Inner node:
/// SHA-256 of `05 || left || right`. The empty subtree is 32 zero bytes.
public sealed interface StateNode {
    /// The 32-byte hash.
    byte[] hash();

    record Empty() implements StateNode {
        @Override
        public byte[] hash() {
            return new byte[32];
        }
    }

    /// One record.
    ///
    /// @param path the record's place, 32 bytes
    /// @param valueHash SHA-256 of its value
    record Leaf(Digest path, Digest valueHash) implements StateNode {
        @Override
        public byte[] hash() {
            return new StateHasher().leaf(path.toBytes(), valueHash.toBytes());
        }
    }

    /// Two or more records.
    record Inner(Digest digest) implements StateNode {
        @Override
        public byte[] hash() {
            return digest.toBytes();
        }
    }

    /// The subtree of two halves: an only leaf rises, everything else is hashed.
    static StateNode join(StateNode left, StateNode right) {
        if (left instanceof Empty && !(right instanceof Inner)) {
            return right;
        }
        if (right instanceof Empty && left instanceof Leaf) {
            return left;
        }
        return new Inner(Digest.of(innerHash(left.hash(), right.hash())));
    }

    /// The hash of an inner node.
    static byte[] innerHash(byte[] left, byte[] right) {
        return new StateHasher().inner(left, 0, right, 0);
    }

    /// The root of a tree that is this subtree whole.
    default StateRoot root() {
        return StateRoot.of(hash());
    }

    /// SHA-256 of a record's value.
    static Digest valueHash(byte[] value) {
        return Digest.of(new StateHasher().value(value));
    }
}
