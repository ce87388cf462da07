package network.cairn.proofs.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;

/// Shows that the state has a record at a path, or has none: the subtree the path ends in, and the
/// siblings up to the root.
///
/// @param terminal the leaf at the path's end, its own or another record's, or empty where the path
///     ends in nothing
/// @param siblings the hashes of the siblings, from the root down, at most {@value #DEPTH_MAX}
public record StateProof(Optional<StateNode.Leaf> terminal, List<Digest> siblings) {
    public static final int DEPTH_MAX = StateSubtree.DEPTH_MAX;
    public static final int ENCODED_BYTES_MAX = 1 + 64 + 2 + DEPTH_MAX * Digest.LENGTH_BYTES;

    private static final Digest EMPTY = Digest.of(new byte[Digest.LENGTH_BYTES]);

    public StateProof {
        siblings = List.copyOf(siblings);
        if (siblings.size() > DEPTH_MAX) {
            throw new IllegalArgumentException(
                    "a state proof has at most " + DEPTH_MAX + " siblings, not " + siblings.size());
        }
    }

    /// What the proof shows of this path under this root.
    ///
    /// @param value the value said to be there; empty where the record is said to be absent
    public StateVerdict verify(StateRoot root, Digest path, Optional<byte[]> value) {
        byte[] bits = path.toBytes();
        if (terminal.isPresent()) {
            byte[] other = terminal.get().path().toBytes();
            for (int depth = 0; depth < siblings.size(); depth++) {
                if (StateSubtree.bit(bits, depth) != StateSubtree.bit(other, depth)) {
                    return new StateVerdict.Rejected("the proof's leaf is not on the path");
                }
            }
        }
        if (!siblings.isEmpty() && siblings.getLast().equals(EMPTY) && terminal.isPresent()) {
            return new StateVerdict.Rejected("a leaf beside nothing stands higher in the tree");
        }
        StateNode node = terminal.<StateNode>map(leaf -> leaf).orElseGet(StateNode.Empty::new);
        byte[] hash = node.hash();
        for (int depth = siblings.size() - 1; depth >= 0; depth--) {
            byte[] sibling = siblings.get(depth).toBytes();
            hash = StateSubtree.bit(bits, depth)
                    ? StateNode.innerHash(sibling, hash)
                    : StateNode.innerHash(hash, sibling);
        }
        if (!StateRoot.of(hash).equals(root)) {
            return new StateVerdict.Rejected("the hashes do not lead to the state root " + root);
        }
        boolean present = terminal.isPresent() && terminal.get().path().equals(path);
        if (present != value.isPresent()) {
            return new StateVerdict.Rejected(
                    present ? "the state has a record at the path" : "the state has no record at the path");
        }
        if (present && !terminal.get().valueHash().equals(StateNode.valueHash(value.get()))) {
            return new StateVerdict.Rejected("the state has another value at the path");
        }
        return present ? new StateVerdict.Present() : new StateVerdict.Absent();
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().bool(terminal.isPresent());
        terminal.ifPresent(leaf -> writer.id(leaf.path()).id(leaf.valueHash()));
        writer.u16(siblings.size());
        siblings.forEach(writer::id);
        return writer.toBytes();
    }

    public static StateProof decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        Optional<StateNode.Leaf> terminal = reader.bool("proof has a leaf")
                ? Optional.of(new StateNode.Leaf(
                        Digest.of(reader.fixed(Digest.LENGTH_BYTES, "proof's path")),
                        Digest.of(reader.fixed(Digest.LENGTH_BYTES, "proof's value hash"))))
                : Optional.empty();
        int count = reader.u16("proof's siblings");
        if (count > DEPTH_MAX) {
            throw new CodecException("a state proof has at most " + DEPTH_MAX + " siblings, not " + count);
        }
        var siblings = new ArrayList<Digest>();
        for (int i = 0; i < count; i++) {
            siblings.add(Digest.of(reader.fixed(Digest.LENGTH_BYTES, "proof's sibling")));
        }
        reader.end();
        return new StateProof(terminal, siblings);
    }
}
