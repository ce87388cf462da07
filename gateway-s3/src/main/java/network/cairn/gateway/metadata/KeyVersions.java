package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// The versions of one key, as a transaction reads and changes them.
///
/// The current version is a row of its own kind, unless it is a delete marker, so that a listing meets nothing but
/// current objects. All other versions and every delete marker are rows in the order of their age, the newest
/// first. Where the null version is among those, a further row says which it is.
final class KeyVersions {
    private static final int VERSIONS_PAGE = 100;

    private final RowTables tables;
    private final BucketId bucket;
    private final String key;

    KeyVersions(RowReader rows, BucketId bucket, String key) {
        this.tables = new RowTables(rows);
        this.bucket = bucket;
        this.key = key;
    }

    /// The current object; null where there is none, or where the current version is a delete marker.
    @Nullable
    ObjectRecord current() {
        return tables.get(Rows.object(bucket, key), ObjectRecord::decode);
    }

    /// The newest version, which may be a delete marker.
    @Nullable
    ObjectRecord newest() {
        ObjectRecord current = current();
        return current != null ? current : newestKept(null);
    }

    @Nullable
    ObjectRecord find(VersionName name) {
        ObjectRecord current = current();
        if (current != null && name.names(current.version())) {
            return current;
        }
        return switch (name) {
            case VersionName.OfId(VersionId id) -> {
                ObjectRecord kept = kept(id);
                yield kept == null || kept.version().isNull() ? null : kept;
            }
            case VersionName.OfNull _ -> {
                VersionId id = tables.get(Rows.nullVersion(bucket, key), KeyVersions::id);
                yield id == null ? null : kept(id);
            }
        };
    }

    /// The version of this id, whether or not it is the null version.
    @Nullable
    ObjectRecord byId(VersionId id) {
        ObjectRecord current = current();
        return current != null && current.version().id().equals(id) ? current : kept(id);
    }

    /// Whether the key has no version but this one.
    boolean isAlone(ObjectRecord version) {
        ObjectRecord current = current();
        boolean otherCurrent = current != null
                && !current.version().id().equals(version.version().id());
        return !otherCurrent && newestKept(version.version().id()) == null;
    }

    /// Whether some version names data of this kind. Looks at all of them.
    boolean names(Predicate<StoredData> wanted) {
        ObjectRecord current = current();
        if (current != null && names(current, wanted)) {
            return true;
        }
        byte[] end = Rows.afterVersions(bucket, key);
        byte[] from = Rows.versions(bucket, key);
        while (true) {
            List<KeyValueStore.Entry> page = tables.scan(from, end, VERSIONS_PAGE, row -> row);
            for (KeyValueStore.Entry row : page) {
                if (names(RowTables.decode(row, entry -> ObjectRecord.decode(entry.value())), wanted)) {
                    return true;
                }
            }
            if (page.size() < VERSIONS_PAGE) {
                return false;
            }
            from = Rows.join(page.getLast().key(), new byte[1]);
        }
    }

    /// Whether an object's bytes are such data.
    static boolean names(ObjectRecord object, Predicate<StoredData> wanted) {
        return object.content() instanceof ObjectContent.Whole(StoredData data) && wanted.test(data);
    }

    /// Makes this the current version, the one before it staying among the kept ones.
    void push(WriteBatch batch, ObjectRecord object) {
        ObjectRecord current = current();
        if (current != null) {
            keep(batch, current);
        }
        if (object.isDeleteMarker()) {
            if (current != null) {
                batch.delete(Rows.object(bucket, key));
            }
            keep(batch, object);
        } else {
            batch.put(Rows.object(bucket, key), object.encode());
        }
    }

    /// Replaces what is said of a version.
    void replace(WriteBatch batch, ObjectRecord changed) {
        ObjectRecord current = current();
        boolean isCurrent = current != null
                && current.version().id().equals(changed.version().id());
        byte[] row = isCurrent
                ? Rows.object(bucket, key)
                : Rows.version(bucket, key, changed.version().id());
        batch.put(row, changed.encode());
    }

    /// Takes a version away. If it was the current one, the newest of the others takes its place.
    void remove(WriteBatch batch, ObjectRecord version) {
        ObjectRecord current = current();
        if (current != null && current.version().equals(version.version())) {
            batch.delete(Rows.object(bucket, key));
            promote(batch, newestKept(null));
            return;
        }
        removeKept(batch, version);
        if (current == null) {
            promote(batch, newestKept(version.version().id()));
        }
    }

    private void promote(WriteBatch batch, @Nullable ObjectRecord newest) {
        if (newest == null || newest.isDeleteMarker()) {
            return;
        }
        removeKept(batch, newest);
        batch.put(Rows.object(bucket, key), newest.encode());
    }

    /// Takes a kept version away that another is about to take the place of.
    void removeKept(WriteBatch batch, ObjectRecord version) {
        batch.delete(Rows.version(bucket, key, version.version().id()));
        if (version.version().isNull()) {
            batch.delete(Rows.nullVersion(bucket, key));
        }
    }

    /// Adds a version to those that are not current objects.
    void keep(WriteBatch batch, ObjectRecord version) {
        VersionId id = version.version().id();
        batch.put(Rows.version(bucket, key, id), version.encode());
        if (version.version().isNull()) {
            batch.put(Rows.nullVersion(bucket, key), id.toBytes());
        }
    }

    private @Nullable ObjectRecord kept(VersionId id) {
        return tables.get(Rows.version(bucket, key, id), ObjectRecord::decode);
    }

    /// @param but one that is about to go, or null
    private @Nullable ObjectRecord newestKept(@Nullable VersionId but) {
        return tables
                .scan(
                        Rows.versions(bucket, key),
                        Rows.afterVersions(bucket, key),
                        but == null ? 1 : 2,
                        row -> ObjectRecord.decode(row.value()))
                .stream()
                .filter(version -> !version.version().id().equals(but))
                .findFirst()
                .orElse(null);
    }

    private static VersionId id(byte[] value) {
        return VersionId.of(ByteBuffer.wrap(value));
    }
}
