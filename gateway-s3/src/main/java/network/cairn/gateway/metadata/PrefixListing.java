package network.cairn.gateway.metadata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Function;
import network.cairn.client.kv.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Pages through rows that are in the order of their keys, rolling keys up into common prefixes.
///
/// A common prefix is passed by a seek, so a page costs about its number of results however many keys are
/// rolled up. Because a fresh scan costs as much as some steps of one that is open, the first few keys under a
/// prefix are stepped over before seeking.
///
/// @param <T> what a row holds
final class PrefixListing<T> {
    private static final int STEPS_BEFORE_SEEK_MAX = 8;

    private final RowReader rows;
    private final Layout<T> layout;

    PrefixListing(RowReader rows, Layout<T> layout) {
        this.rows = rows;
        this.layout = layout;
    }

    /// Where keys lie among the rows.
    ///
    /// @param rowOfPrefix a key prefix as all rows of keys that start with it start
    /// @param rowAfterKey the first row after those of a key
    /// @param key the key of a row
    /// @param value what a row's value holds
    record Layout<T>(
            Function<String, byte[]> rowOfPrefix,
            Function<String, byte[]> rowAfterKey,
            Function<KeyValueStore.Entry, String> key,
            Function<KeyValueStore.Entry, T> value) {}

    ListPage<T> page(ListQuery query) {
        return page(query, start(query));
    }

    /// The page whose rows start at `start`, wherever `query.after()` is.
    ListPage<T> page(ListQuery query, byte[] start) {
        var entries = new ArrayList<T>();
        var commonPrefixes = new ArrayList<String>();
        String last = "";
        boolean truncated = false;
        if (query.resultsMax() > 0) {
            byte @Nullable [] end = Rows.after(layout.rowOfPrefix().apply(query.prefix()));
            try (var cursor = new Cursor(start, end, rowsExpected(query))) {
                while (cursor.current() != null) {
                    if (entries.size() + commonPrefixes.size() == query.resultsMax()) {
                        truncated = true;
                        break;
                    }
                    KeyValueStore.Entry row = cursor.current();
                    String key = layout.key().apply(row);
                    String common = commonPrefix(query, key);
                    if (common == null) {
                        entries.add(layout.value().apply(row));
                        last = key;
                        cursor.step();
                    } else {
                        commonPrefixes.add(common);
                        last = common;
                        cursor.pass(layout.rowOfPrefix().apply(common));
                    }
                }
            }
        }
        return new ListPage<>(entries, commonPrefixes, truncated, last);
    }

    private byte[] start(ListQuery query) {
        byte[] first = layout.rowOfPrefix().apply(query.prefix());
        String after = query.after();
        if (after.isEmpty()) {
            return first;
        }
        String common = after.startsWith(query.prefix()) ? commonPrefix(query, after) : null;
        byte[] start = common == null
                ? layout.rowAfterKey().apply(after)
                : Rows.after(layout.rowOfPrefix().apply(common));
        return start != null && Arrays.compareUnsigned(start, first) > 0 ? start : first;
    }

    /// How many rows one scan will likely step over: the page and what tells whether there is more, or as many
    /// as come before a seek.
    private static int rowsExpected(ListQuery query) {
        return query.delimiter().isEmpty() ? query.resultsMax() + 1 : STEPS_BEFORE_SEEK_MAX + 1;
    }

    private static @Nullable String commonPrefix(ListQuery query, String key) {
        if (query.delimiter().isEmpty()) {
            return null;
        }
        int at = key.indexOf(query.delimiter(), query.prefix().length());
        return at < 0 ? null : key.substring(0, at + query.delimiter().length());
    }

    /// A place among the rows that can step and seek.
    private final class Cursor implements AutoCloseable {
        private final byte @Nullable [] end;
        private final int rowsExpected;
        private KeyValueStore.Scan scan;
        private KeyValueStore.@Nullable Entry current;

        Cursor(byte[] start, byte @Nullable [] end, int rowsExpected) {
            this.end = end;
            this.rowsExpected = rowsExpected;
            this.scan = open(start);
            step();
        }

        KeyValueStore.@Nullable Entry current() {
            return current;
        }

        void step() {
            current = scan.hasNext() ? scan.next() : null;
        }

        /// Moves to the first row that does not start with `prefix`.
        void pass(byte[] prefix) {
            for (int steps = 0; steps < STEPS_BEFORE_SEEK_MAX; steps++) {
                step();
                if (current == null || !startsWith(current.key(), prefix)) {
                    return;
                }
            }
            scan.close();
            byte[] next = Rows.after(prefix);
            if (next == null) {
                throw new IllegalStateException("a row starts with its table's letter");
            }
            scan = open(next);
            step();
        }

        private KeyValueStore.Scan open(byte[] from) {
            return end != null && Arrays.compareUnsigned(from, end) >= 0
                    ? rows.scan(end, end)
                    : rows.scan(from, end, rowsExpected);
        }

        private static boolean startsWith(byte[] row, byte[] prefix) {
            return row.length >= prefix.length && Arrays.equals(row, 0, prefix.length, prefix, 0, prefix.length);
        }

        @Override
        public void close() {
            scan.close();
        }
    }
}
