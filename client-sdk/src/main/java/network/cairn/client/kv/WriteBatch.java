package network.cairn.client.kv;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts and deletes to be applied together, in order. Not safe for use by several threads.
public final class WriteBatch {
    private final List<Change> changes = new ArrayList<>();

    public WriteBatch put(byte[] key, byte[] value) {
        changes.add(new Change(key.clone(), value.clone()));
        return this;
    }

    public WriteBatch delete(byte[] key) {
        changes.add(new Change(key.clone(), null));
        return this;
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /// What is to be done, in order. The arrays are the batch's own: read them only.
    public List<Change> changes() {
        return Collections.unmodifiableList(changes);
    }

    /// A put, or where the value is null a delete.
    public record Change(byte[] key, byte @Nullable [] value) {}
}
