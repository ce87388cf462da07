package network.cairn.proofs.deal;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Digest;

/// A node of a Merkle sum-tree: how many leaves (chunks of 1 KiB that a challenge can ask for) are below it, and its
/// hash.
///
/// A node's hash covers the leaves of both its children, so that whoever knows the root knows under which child each
/// leaf is.
///
/// @param leaves below it, at least 1; 0 only of the tree that holds nothing
/// @param hash of the node; zero bytes for the tree that holds nothing
public record SumNode(long leaves, Digest hash) {
    /// The bytes of an encoded node.
    public static final int ENCODED_BYTES = Long.BYTES + Digest.LENGTH_BYTES;

    /// The root of a tree that holds nothing.
    public static final SumNode EMPTY = new SumNode(0, Digest.of(new byte[Digest.LENGTH_BYTES]));

    public SumNode {
        if (leaves < 0) {
            throw new IllegalArgumentException("a node has 0 or more leaves, not " + leaves);
        }
    }

    public boolean isEmpty() {
        return leaves == 0;
    }

    public void write(CanonicalWriter writer) {
        writer.u64(leaves).id(hash);
    }

    /// @throws CodecException if the bytes end before the node does, or have more than 2^63 - 1 leaves
    public static SumNode read(CanonicalReader reader, String field) throws CodecException {
        return new SumNode(reader.u64(field + "'s leaves"), Digest.of(reader.fixed(Digest.LENGTH_BYTES, field)));
    }
}
