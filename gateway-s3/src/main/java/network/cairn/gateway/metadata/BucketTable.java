package network.cairn.gateway.metadata;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.metadata.MetadataException.Reason;
import network.cairn.gateway.metadata.RowLock.Kind;
import org.jspecify.annotations.Nullable;

/// The rows of buckets, by name and by tenant.
final class BucketTable {
    private final RowDatabase database;
    private final RowTables tables;

    BucketTable(RowDatabase database) {
        this.database = database;
        this.tables = new RowTables(database);
    }

    void create(Bucket bucket) throws MetadataException {
        database.transact(List.of(RowLock.exclusive(Kind.BUCKET_NAMES, "")), (rows, batch) -> {
            if (rows.get(Rows.bucket(bucket.name())) != null) {
                throw new MetadataException(Reason.BUCKET_EXISTS, "bucket " + bucket.name() + " exists");
            }
            if (bucketNames(rows, bucket.tenant()).size() >= MetadataStore.BUCKETS_PER_TENANT_MAX) {
                throw new MetadataException(
                        Reason.TOO_MANY_BUCKETS,
                        "a tenant has at most " + MetadataStore.BUCKETS_PER_TENANT_MAX + " buckets");
            }
            batch.put(Rows.bucket(bucket.name()), bucket.encode())
                    .put(Rows.tenantBucket(bucket.tenant(), bucket.name()), new byte[0]);
            return bucket;
        });
    }

    @Nullable
    Bucket named(String name) {
        return tables.get(Rows.bucket(name), Bucket::decode);
    }

    List<Bucket> ofTenant(String tenant) {
        var buckets = new ArrayList<Bucket>();
        for (String name : bucketNames(database, tenant)) {
            Bucket bucket = named(name);
            if (bucket != null) {
                buckets.add(bucket);
            }
        }
        return buckets;
    }

    List<Bucket> all(String after, int max) {
        byte[] from = after.isEmpty() ? Rows.BUCKETS : Rows.join(Rows.bucket(after), new byte[1]);
        return tables.scan(from, Rows.after(Rows.BUCKETS), max, row -> Bucket.decode(row.value()));
    }

    private static List<String> bucketNames(RowReader rows, String tenant) {
        byte[] table = Rows.tenant(tenant);
        return new RowTables(rows)
                .scan(
                        table,
                        Rows.after(table),
                        MetadataStore.BUCKETS_PER_TENANT_MAX,
                        row -> new String(
                                row.key(), table.length, row.key().length - table.length, StandardCharsets.UTF_8));
    }

    void delete(Bucket bucket, Instant garbageDue) throws MetadataException {
        List<RowLock> locks =
                List.of(RowLock.exclusive(Kind.BUCKET_NAMES, ""), RowLock.exclusive(Kind.BUCKET, bucket.id()));
        database.transact(locks, (rows, batch) -> {
            require(rows, bucket);
            if (!isEmpty(rows, Rows.objects(bucket.id())) || !isEmpty(rows, Rows.versions(bucket.id()))) {
                throw new MetadataException(Reason.BUCKET_NOT_EMPTY, "bucket " + bucket.name() + " holds objects");
            }
            batch.delete(Rows.bucket(bucket.name())).delete(Rows.tenantBucket(bucket.tenant(), bucket.name()));
            UsageTable.discard(batch, bucket.id());
            JobTable.discard(rows, batch, bucket.id());
            GarbageTable.add(batch, new Garbage.OfBucket(garbageDue, bucket.id()));
            return bucket;
        });
    }

    private static boolean isEmpty(RowReader rows, byte[] table) {
        return new RowTables(rows).scan(table, Rows.after(table), 1, row -> row).isEmpty();
    }

    Bucket update(Bucket bucket, MetadataStore.SettingsChange change) throws MetadataException {
        return database.transact(List.of(RowLock.exclusive(Kind.BUCKET, bucket.id())), (rows, batch) -> {
            Bucket current = require(rows, bucket);
            Bucket changed = current.withSettings(change.of(current));
            batch.put(Rows.bucket(bucket.name()), changed.encode());
            return changed;
        });
    }

    /// The bucket as it is now.
    static Bucket require(RowReader rows, Bucket bucket) throws MetadataException {
        Bucket current = new RowTables(rows).get(Rows.bucket(bucket.name()), Bucket::decode);
        if (current == null || !current.id().equals(bucket.id())) {
            throw new MetadataException(Reason.NO_SUCH_BUCKET, "bucket " + bucket.name() + " was deleted");
        }
        return current;
    }
}
