package network.cairn.gateway.metadata;

import java.util.List;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;

/// The rows that count what buckets hold, changed in the transactions that change objects, so that they are exact.
///
/// A bucket has {@value #SHARDS} of them, chosen by key, lest all its writers wait for one.
final class UsageTable {
    static final int SHARDS = 16;

    private UsageTable() {}

    /// The lock of the counter that a key's objects are counted in.
    static RowLock lock(BucketId bucket, String key) {
        return RowLock.exclusive(RowLock.Kind.USAGE, List.of(bucket, shard(key)));
    }

    /// Counts a change: what the key's versions come to after it, less what they came to before.
    static void count(RowReader rows, WriteBatch batch, BucketId bucket, String key, Usage change) {
        if (change.equals(Usage.NONE)) {
            return;
        }
        byte[] row = Rows.usage(bucket, shard(key));
        Usage before = decode(new RowTables(rows).get(row, UsageTable::read));
        Usage after = before.plus(change);
        batch.put(
                row,
                new CanonicalWriter().u64(after.objects()).u64(after.bytes()).toBytes());
    }

    /// Counts that an object got another key and replaced what was there.
    static void move(
            RowReader rows, WriteBatch batch, BucketId bucket, String from, String to, Usage moved, Usage replaced) {
        if (shard(from) == shard(to)) {
            count(rows, batch, bucket, to, Usage.NONE.minus(replaced));
        } else {
            count(rows, batch, bucket, from, Usage.NONE.minus(moved));
            count(rows, batch, bucket, to, moved.minus(replaced));
        }
    }

    static Usage of(RowReader rows, BucketId bucket) {
        byte[] table = Rows.usages(bucket);
        return new RowTables(rows)
                .scan(table, Rows.after(table), SHARDS, row -> read(row.value())).stream()
                        .reduce(Usage.NONE, Usage::plus);
    }

    static void discard(WriteBatch batch, BucketId bucket) {
        for (int shard = 0; shard < SHARDS; shard++) {
            batch.delete(Rows.usage(bucket, shard));
        }
    }

    private static int shard(String key) {
        return key.hashCode() & (SHARDS - 1);
    }

    private static Usage decode(@Nullable Usage usage) {
        return usage == null ? Usage.NONE : usage;
    }

    private static Usage read(byte[] value) throws CodecException {
        var reader = new CanonicalReader(value);
        var usage = new Usage(reader.u64("objects"), reader.u64("bytes"));
        reader.end();
        return usage;
    }
}
