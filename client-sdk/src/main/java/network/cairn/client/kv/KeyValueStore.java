package network.cairn.client.kv;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// An ordered map from byte strings to byte strings, keys in the order of unsigned bytes.
///
/// Safe for use by many threads. A batch is applied whole or not at all, also across a crash. Every method throws
/// {@link KeyValueException} (unchecked) when the disk fails: the caller can do nothing but stop acknowledging.
///
/// What a store shows once it is opened is on the disk, also where the process that wrote it died before it was
/// fsynced: LevelDB writes what it finds in its log into an fsynced table first.
public interface KeyValueStore extends AutoCloseable {
    /// The value of a key, or null where there is none.
    byte @Nullable [] get(byte[] key);

    /// Applies a batch atomically. With {@link Durability#FSYNCED} it has reached the disk when this returns.
    void write(WriteBatch batch, Durability durability);

    /// The entries with `from` <= key < `to`, ascending, as they stood at the time of the call. Close it.
    ///
    /// @param to the first key not wanted, or null for no end
    Scan scan(byte[] from, byte @Nullable [] to);

    @Override
    void close();

    /// Whether a write waits for the disk.
    enum Durability {
        /// Survives a crash of the process, not a loss of power.
        BUFFERED,
        /// Survives a loss of power.
        FSYNCED
    }

    /// One entry. The arrays belong to the caller.
    record Entry(byte[] key, byte[] value) {}

    /// Entries of a snapshot, in order of keys.
    interface Scan extends Iterator<Entry>, AutoCloseable {
        @Override
        void close();
    }
}
