package network.cairn.gateway.metadata;

import network.cairn.client.kv.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Rows to be read, in the order of their keys' unsigned bytes.
interface RowReader {
    /// The value of a row, or null where there is none.
    byte @Nullable [] get(byte[] row);

    /// The rows with `from` <= key < `to`, ascending. Close it.
    ///
    /// @param to the first row not wanted, or null for no end
    KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to);

    /// The same rows, for a caller that will take about so many of them: a database on another machine sends
    /// those at once, and no others before they are asked for.
    ///
    /// @param rowsExpected at least 1
    default KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to, int rowsExpected) {
        return scan(from, to);
    }
}
