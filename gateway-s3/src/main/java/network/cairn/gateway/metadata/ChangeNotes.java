package network.cairn.gateway.metadata;

import java.util.List;

/// Says what is to be told to others of a change.
@FunctionalInterface
public interface ChangeNotes {
    /// Nothing is.
    ChangeNotes NONE = (bucket, object, change, sequence) -> List.of();

    /// A message for a target.
    ///
    /// @param target 1 to 255 bytes without a zero byte
    record Note(String target, byte[] message) {}

    /// Called within the transaction, maybe several times, of which the last counts: it must do nothing but answer.
    ///
    /// @param bucket as it is at the change
    /// @param object as it is after the change; as it was, where it is gone
    /// @param sequence greater than that of earlier changes to the same key, as far as the clocks of the gateways
    ///     that make them agree
    List<Note> of(Bucket bucket, ObjectRecord object, Change change, long sequence);
}
