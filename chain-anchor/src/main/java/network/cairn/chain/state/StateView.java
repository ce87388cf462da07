package network.cairn.chain.state;

import network.cairn.client.ledger.StateKey;
import org.jspecify.annotations.Nullable;

/// The state as it stands after some block: a map from keys to records. Reading has no effects.
@FunctionalInterface
public interface StateView {
    /// The record's canonical bytes, or null where there is none.
    byte @Nullable [] get(StateKey key);

    /// This state with changes over it.
    default StateView with(StateChanges changes) {
        return key -> changes.touches(key) ? changes.get(key) : get(key);
    }
}
