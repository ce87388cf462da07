package network.cairn.gateway.metadata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages about changes that wait until their targets have taken them, each written in the transaction that made
/// its change.
public interface Outbox {
    /// What waits for a target, the oldest first.
    ///
    /// @param after only what comes after this; null for all
    List<OutboxEntry> waiting(String target, OutboxEntry.@Nullable Id after, int max);

    /// Forgets messages: they were taken, or are given up.
    void remove(List<OutboxEntry> entries);

    /// Puts a message in that no change is the reason of.
    ///
    /// @return false where there is no room
    boolean add(String target, String bucket, byte[] message);

    /// Looks how much waits. With more than so much, or as much, no more is taken in until this is called again
    /// and less waits: changes happen untold then, and are counted.
    ///
    /// @return how much waits, at most `max`
    int measure(int max);

    /// Messages that there was no room for since the gateway started.
    long dropped();
}
