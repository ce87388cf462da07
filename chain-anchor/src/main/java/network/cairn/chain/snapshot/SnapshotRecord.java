package network.cairn.chain.snapshot;

import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.tree.StateNode;

/// A record of the state on its way in or out.
///
/// @param path the key's
public record SnapshotRecord(Digest path, StateKey key, byte[] value) {
    /// The length of a key and of a value.
    private static final int OVERHEAD_BYTES = 8;

    public static SnapshotRecord of(StateKey key, byte[] value) {
        return new SnapshotRecord(key.path(), key, value);
    }

    /// What it takes of a part.
    int encodedBytes() {
        return OVERHEAD_BYTES + key.toBytes().length + value.length;
    }

    StateNode.Leaf leaf() {
        return new StateNode.Leaf(path, StateNode.valueHash(value));
    }
}
