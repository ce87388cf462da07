package network.cairn.gateway.metadata;

import java.util.List;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;

/// The rows that count what buckets hold, changed in the transactions that change objects, so that they are exact.
///
/// A bucket has {@value #SHARDS} of them for objects, chosen by key, lest all its writers wait for one; and as many
/// for the parts of uploads that are not completed.
final class UsageTable {
    static final int SHARDS = 16;

    private UsageTable() {}

    /// The lock of the counter that a key's objects are counted in.
    static RowLock lock(BucketId bucket, String key) {
        return RowLock.exclusive(RowLock.Kind.USAGE, List.of(bucket, shard(key)));
    }

    /// The lock of the counter that the parts of a key's uploads are counted in.
    static RowLock partsLock(BucketId bucket, String key) {
        return RowLock.exclusive(RowLock.Kind.USAGE, List.of(bucket, partsShard(key)));
    }

    /// Counts what the parts of an upload under way come to after a change, less what they came to before.
    static void countParts(RowReader rows, WriteBatch batch, BucketId bucket, String key, long bytesMore) {
        if (bytesMore == 0) {
            return;
        }
        byte[] row = Rows.usage(bucket, partsShard(key));
        long before = decode(new RowTables(rows).get(row, UsageTable::read)).bytes();
        // Parts of software that did not count them may be taken off.
        write(batch, row, new Usage(0, Math.max(0, before + bytesMore)));
    }

    /// Counts a change: what the key's versions come to after it, less what they came to before.
    static void count(RowReader rows, WriteBatch batch, BucketId bucket, String key, Usage change) {
        if (change.equals(Usage.NONE)) {
            return;
        }
        byte[] row = Rows.usage(bucket, shard(key));
        Usage before = decode(new RowTables(rows).get(row, UsageTable::read));
        write(batch, row, before.plus(change));
    }

    private static void write(WriteBatch batch, byte[] row, Usage usage) {
        batch.put(
                row,
                new CanonicalWriter().u64(usage.objects()).u64(usage.bytes()).toBytes());
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
                .scan(table, Rows.after(table), 2 * SHARDS, row -> read(row.value())).stream()
                        .reduce(Usage.NONE, Usage::plus);
    }

    static void discard(WriteBatch batch, BucketId bucket) {
        for (int shard = 0; shard < 2 * SHARDS; shard++) {
            batch.delete(Rows.usage(bucket, shard));
        }
    }

    private static int shard(String key) {
        return key.hashCode() & (SHARDS - 1);
    }

    private static int partsShard(String key) {
        return SHARDS + shard(key);
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
