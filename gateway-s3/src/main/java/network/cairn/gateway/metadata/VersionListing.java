package network.cairn.gateway.metadata;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import network.cairn.client.kv.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Pages through the versions of a bucket's objects: merges the rows of current objects with those of other
/// versions and delete markers. A common prefix is passed by a seek in both.
final class VersionListing {
    private final RowReader rows;
    private final BucketId bucket;
    private final VersionQuery query;
    private final ArrayList<VersionPage.Entry> entries = new ArrayList<>();
    private final ArrayList<String> commonPrefixes = new ArrayList<>();
    private String lastKey = "";
    private @Nullable ObjectVersion lastVersion;

    VersionListing(RowReader rows, BucketId bucket, VersionQuery query) {
        this.rows = rows;
        this.bucket = bucket;
        this.query = query;
    }

    VersionPage page() {
        boolean truncated = false;
        if (query.resultsMax() > 0) {
            try (var current = new Cursor(startOfCurrent(), Rows.after(Rows.object(bucket, query.prefix())));
                    var kept = new Cursor(startOfKept(), Rows.after(keptPrefix(query.prefix())))) {
                truncated = fill(current, kept);
            }
        }
        return new VersionPage(entries, commonPrefixes, truncated, lastKey, lastVersion);
    }

    /// @return whether there is more than the page holds
    private boolean fill(Cursor current, Cursor kept) {
        while (true) {
            ObjectRecord one = current.version();
            ObjectRecord other = kept.version();
            if (one == null && other == null) {
                return false;
            }
            if (entries.size() + commonPrefixes.size() == query.resultsMax()) {
                return true;
            }
            boolean takesCurrent = one != null && (other == null || compare(one.key(), other.key()) <= 0);
            ObjectRecord next = takesCurrent ? one : other;
            if (next == null) {
                throw new IllegalStateException("one of the two is there");
            }
            String common = commonPrefix(next.key());
            if (common != null) {
                commonPrefixes.add(common);
                lastKey = common;
                lastVersion = null;
                current.seek(Rows.after(Rows.object(bucket, common)));
                kept.seek(Rows.after(keptPrefix(common)));
            } else {
                entries.add(new VersionPage.Entry(next, takesCurrent || isLatestKept(next)));
                lastKey = next.key();
                lastVersion = next.version();
                (takesCurrent ? current : kept).step();
            }
        }
    }

    /// Whether a kept version is its key's newest: nothing of the key came before it, on this page or an earlier
    /// one.
    private boolean isLatestKept(ObjectRecord version) {
        if (query.afterVersion() != null && version.key().equals(query.afterKey())) {
            ObjectRecord newest = new KeyVersions(rows, bucket, version.key()).newest();
            return newest != null && newest.version().equals(version.version());
        }
        return !version.key().equals(lastKey);
    }

    private byte[] startOfCurrent() {
        byte[] first = Rows.object(bucket, query.prefix());
        if (query.afterKey().isEmpty()) {
            return first;
        }
        String common = commonPrefixOfMarker();
        byte[] start = common == null
                ? Rows.join(Rows.object(bucket, query.afterKey()), new byte[1])
                : Rows.after(Rows.object(bucket, common));
        if (query.afterVersion() != null && common == null) {
            ObjectRecord current = new KeyVersions(rows, bucket, query.afterKey()).current();
            if (current != null && current.version().id().compareTo(query.afterVersion()) < 0) {
                start = Rows.object(bucket, query.afterKey());
            }
        }
        return later(start, first);
    }

    private byte[] startOfKept() {
        byte[] first = keptPrefix(query.prefix());
        if (query.afterKey().isEmpty()) {
            return first;
        }
        String common = commonPrefixOfMarker();
        if (common != null) {
            return later(Rows.after(keptPrefix(common)), first);
        }
        VersionId after = query.afterVersion();
        byte[] start = after == null
                ? Rows.afterVersions(bucket, query.afterKey())
                : Rows.join(Rows.version(bucket, query.afterKey(), after), new byte[1]);
        return later(start, first);
    }

    private @Nullable String commonPrefixOfMarker() {
        return query.afterKey().startsWith(query.prefix()) ? commonPrefix(query.afterKey()) : null;
    }

    private static byte[] later(byte @Nullable [] one, byte[] other) {
        return one != null && Arrays.compareUnsigned(one, other) > 0 ? one : other;
    }

    private byte[] keptPrefix(String prefix) {
        return Rows.join(Rows.versions(bucket), Rows.escaped(prefix));
    }

    private @Nullable String commonPrefix(String key) {
        if (query.delimiter().isEmpty()) {
            return null;
        }
        int at = key.indexOf(query.delimiter(), query.prefix().length());
        return at < 0 ? null : key.substring(0, at + query.delimiter().length());
    }

    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /// A place among rows of objects.
    private final class Cursor implements AutoCloseable {
        private final byte @Nullable [] end;
        private KeyValueStore.Scan scan;
        private @Nullable ObjectRecord version;

        Cursor(byte[] start, byte @Nullable [] end) {
            this.end = end;
            this.scan = open(start);
            step();
        }

        @Nullable
        ObjectRecord version() {
            return version;
        }

        void step() {
            version = scan.hasNext() ? RowTables.decode(scan.next(), row -> ObjectRecord.decode(row.value())) : null;
        }

        /// Moves on to a row, if it is not there or past it already.
        void seek(byte @Nullable [] row) {
            if (row == null) {
                throw new IllegalStateException("a row starts with its table's letter");
            }
            scan.close();
            scan = open(row);
            step();
        }

        private KeyValueStore.Scan open(byte[] from) {
            return end != null && Arrays.compareUnsigned(from, end) >= 0 ? rows.scan(end, end) : rows.scan(from, end);
        }

        @Override
        public void close() {
            scan.close();
        }
    }
}
