package network.cairn.gateway.metadata;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;

/// Rows, read as the records they hold.
final class RowTables {
    private final RowReader rows;

    RowTables(RowReader rows) {
        this.rows = rows;
    }

    /// Reads a record from a row's value.
    @FunctionalInterface
    interface Decoder<T> {
        T decode(byte[] value) throws CodecException;
    }

    /// Reads a record from a row.
    @FunctionalInterface
    interface RowDecoder<T> {
        T decode(KeyValueStore.Entry row) throws CodecException;
    }

    <T> @Nullable T get(byte[] row, Decoder<T> decoder) {
        byte[] value = rows.get(row);
        return value == null
                ? null
                : decode(new KeyValueStore.Entry(row, value), entry -> decoder.decode(entry.value()));
    }

    /// The first rows of a range.
    <T> List<T> scan(byte[] from, byte @Nullable [] to, int max, RowDecoder<T> decoder) {
        var found = new ArrayList<T>();
        try (KeyValueStore.Scan scan = rows.scan(from, to, Math.max(1, max))) {
            while (found.size() < max && scan.hasNext()) {
                found.add(decode(scan.next(), decoder));
            }
        }
        return found;
    }

    static <T> T decode(KeyValueStore.Entry row, RowDecoder<T> decoder) {
        try {
            return decoder.decode(row);
        } catch (CodecException e) {
            throw new IllegalStateException(
                    "the metadata row \"" + new String(row.key(), StandardCharsets.ISO_8859_1) + "\" is damaged: "
                            + e.getMessage(),
                    e);
        }
    }
}
