package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.chain.tree.StateTree;
import network.cairn.client.ledger.StateKey;
import org.jspecify.annotations.Nullable;

/// What transactions or a block do to the state: records written, and records removed.
///
/// @param records by key the new value, or empty where the record goes
public record StateChanges(Map<StateKey, Optional<byte[]>> records) {
    public static final StateChanges NONE = new StateChanges(Map.of());

    public StateChanges {
        records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
    }

    public boolean touches(StateKey key) {
        return records.containsKey(key);
    }

    /// The new value of a key that is touched, or null where the record goes.
    public byte @Nullable [] get(StateKey key) {
        Optional<byte[]> value = records.get(key);
        return value == null ? null : value.orElse(null);
    }

    /// These and then those.
    public StateChanges then(StateChanges later) {
        var merged = new LinkedHashMap<>(records);
        merged.putAll(later.records);
        return new StateChanges(merged);
    }

    /// The same by the records' places in the state tree.
    List<StateTree.Change> toTree() {
        var changes = new ArrayList<StateTree.Change>(records.size());
        records.forEach((key, value) -> changes.add(new StateTree.Change(key.path(), value.orElse(null))));
        return changes;
    }
}
