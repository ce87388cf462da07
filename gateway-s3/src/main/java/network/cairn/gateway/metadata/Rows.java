package network.cairn.gateway.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.SegmentId;
import org.jspecify.annotations.Nullable;

/// The keys of the metadata's rows: a table's letter, then fields whose byte order is the order they are read
/// in.
///
/// | table | key | value | |---|---|---| | `m` | | format version | | `b` bucket | name | {@link Bucket} | | `t`
/// tenant's bucket | tenant, 0, name | | | `o` current object | bucket id, key | {@link ObjectRecord} | | `v` other
/// version, delete marker | bucket id, key escaped, version id, the newest first | {@link ObjectRecord} | | `n`
/// null version among those | bucket id, key | {@link VersionId} | | `q` usage | bucket id, shard | {@link Usage} |
/// | `u` upload | bucket id, key escaped, upload id | {@link UploadRecord} | | `p` part | upload id, number |
/// {@link PartRecord} | | `s` segment | stream id, number | `SegmentManifest` | | `w` stream being written |
/// writer, stream id | {@link Place} | | `i` piece being sent | stream id, segment id, index, node | | | `g`
/// garbage | due, kind, id | {@link Place} | | `r` garbage piece | due, segment id, index, node | attempts | | `k`
/// pack | stream id | {@link PackRecord} | | `e` object in a pack | pack, stream id | {@link PackEntry} | | `y` the
/// same, not named yet | writer, pack, stream id | {@link Place} | | `c` sparse pack | bucket id, pack | | | `l`
/// living writer | writer | beats | | `d` shared document | name, 0 or 1 | version or bytes | | `a` whose
/// metadata they are | keystore or deals | identity and proof of the key, or id | | `j` background job | name |
/// {@link Job} | | `x` outbox | target, 0, sequence, writer | {@link OutboxEntry} |
///
/// Ids have 16 bytes (segment ids 32, actors 20), integers are big-endian, keys and names UTF-8.
final class Rows {
    static final byte[] FORMAT = {'m'};
    static final byte[] WRITING = {'w'};
    static final byte[] WRITERS = {'l'};
    static final byte[] UNNAMED = {'y'};
    static final byte[] GARBAGE = {'g'};
    static final byte[] GARBAGE_PIECES = {'r'};
    static final byte[] BUCKETS = {'b'};
    static final byte[] OUTBOX = {'x'};
    static final byte[] SPARSE_PACKS = {'c'};

    /// Which gateway's keystore the metadata are for.
    static final byte[] OWNER = {'a', 'k'};

    /// Which data folder's deals hold what is stored.
    static final byte[] DEALS = {'a', 'd'};

    static final int KIND_STREAM = 1;
    static final int KIND_PARTS = 2;
    static final int KIND_BUCKET = 3;
    static final int KIND_PACKED = 4;

    private static final byte[] ESCAPED_NUL = {0, (byte) 0xff};
    private static final byte[] KEY_END = {0, 1};
    private static final byte[] AFTER_KEY_END = {0, 2};

    private Rows() {}

    static byte[] bucket(String name) {
        return join("b", utf8(name));
    }

    static byte[] tenant(String tenant) {
        return join("t", utf8(tenant), new byte[1]);
    }

    static byte[] tenantBucket(String tenant, String name) {
        return join(tenant(tenant), utf8(name));
    }

    static byte[] objects(BucketId bucket) {
        return join("o", bucket.toBytes());
    }

    static byte[] object(BucketId bucket, String key) {
        return join(objects(bucket), utf8(key));
    }

    static byte[] versions(BucketId bucket) {
        return join("v", bucket.toBytes());
    }

    static byte[] versions(BucketId bucket, String key) {
        return join(versions(bucket), escaped(key), KEY_END);
    }

    static byte[] version(BucketId bucket, String key, VersionId version) {
        return join(versions(bucket, key), version.toBytesNewestFirst());
    }

    /// The first row after every version of a key.
    static byte[] afterVersions(BucketId bucket, String key) {
        return join(versions(bucket), escaped(key), AFTER_KEY_END);
    }

    static byte[] nullVersion(BucketId bucket, String key) {
        return join("n", bucket.toBytes(), utf8(key));
    }

    static byte[] usages(BucketId bucket) {
        return join("q", bucket.toBytes());
    }

    static byte[] usage(BucketId bucket, int shard) {
        return join(usages(bucket), new byte[] {(byte) shard});
    }

    static byte[] uploads(BucketId bucket) {
        return join("u", bucket.toBytes());
    }

    static byte[] upload(BucketId bucket, String key, UploadId upload) {
        return join(uploads(bucket), escaped(key), KEY_END, upload.toBytes());
    }

    /// The first row after every upload of a key.
    static byte[] afterUploads(BucketId bucket, String key) {
        return join(uploads(bucket), escaped(key), AFTER_KEY_END);
    }

    static byte[] parts(UploadId upload) {
        return join("p", upload.toBytes());
    }

    static byte[] part(UploadId upload, int number) {
        return join(parts(upload), new byte[] {(byte) (number >>> 8), (byte) number});
    }

    static byte[] segments(StreamId stream) {
        return join("s", stream.toBytes());
    }

    static byte[] segment(StreamId stream, int number) {
        return join(segments(stream), ByteBuffer.allocate(4).putInt(number).array());
    }

    static byte[] writing(WriterId writer) {
        return join(WRITING, writer.toBytes());
    }

    static byte[] writing(WriterId writer, StreamId stream) {
        return join(writing(writer), stream.toBytes());
    }

    /// The row in which a writer says that it lives.
    static byte[] writer(WriterId writer) {
        return join(WRITERS, writer.toBytes());
    }

    static byte[] sending(StreamId stream) {
        return join("i", stream.toBytes());
    }

    static byte[] sending(StreamId stream, SegmentId segment) {
        return join(sending(stream), segment.toBytes());
    }

    static byte[] sending(StreamId stream, SegmentId segment, int index, ActorId node) {
        return join(sending(stream, segment), new byte[] {(byte) index}, node.toBytes());
    }

    /// The version of a document.
    static byte[] documentVersion(String name) {
        return join("d", utf8(name), new byte[] {0});
    }

    static byte[] document(String name) {
        return join("d", utf8(name), new byte[] {1});
    }

    static byte[] pack(StreamId pack) {
        return join("k", pack.toBytes());
    }

    static byte[] packEntries(StreamId pack) {
        return join("e", pack.toBytes());
    }

    static byte[] packEntry(StreamId pack, StreamId stream) {
        return join(packEntries(pack), stream.toBytes());
    }

    static byte[] unnamed(WriterId writer) {
        return join(UNNAMED, writer.toBytes());
    }

    static byte[] unnamed(WriterId writer, StreamId pack, StreamId stream) {
        return join(unnamed(writer), pack.toBytes(), stream.toBytes());
    }

    static byte[] sparsePack(BucketId bucket, StreamId pack) {
        return join(SPARSE_PACKS, bucket.toBytes(), pack.toBytes());
    }

    static byte[] garbagePacked(Instant due, StreamId pack, StreamId stream) {
        return garbage(due, KIND_PACKED, join(pack.toBytes(), stream.toBytes()));
    }

    static byte[] garbage(Instant due, int kind, byte[] id) {
        return join(GARBAGE, time(due), new byte[] {(byte) kind}, id);
    }

    static byte[] garbagePiece(Garbage.OfPiece piece) {
        return join(
                GARBAGE_PIECES,
                time(piece.due()),
                piece.segment().toBytes(),
                new byte[] {(byte) piece.index()},
                piece.node().toBytes());
    }

    /// The first row of a garbage table that is not yet due at `now`.
    static byte[] afterDue(byte[] table, Instant now) {
        return join(table, time(now.plusMillis(1)));
    }

    static byte[] job(String name) {
        return join("j", utf8(name));
    }

    /// What waits for a target.
    static byte[] outbox(String target) {
        return join("x", utf8(target), new byte[1]);
    }

    static byte[] outbox(String target, OutboxEntry.Id id) {
        return join(
                outbox(target),
                ByteBuffer.allocate(16)
                        .putLong(id.sequence())
                        .putLong(id.writer())
                        .array());
    }

    static byte[] time(Instant time) {
        return ByteBuffer.allocate(8).putLong(time.toEpochMilli()).array();
    }

    /// A key's UTF-8 with each zero byte followed by 255, so that a terminator of 0, 1 sorts before any longer
    /// key.
    static byte[] escaped(String key) {
        byte[] plain = utf8(key);
        var escaped = new ByteArrayOutputStream(plain.length + 8);
        for (byte b : plain) {
            if (b == 0) {
                escaped.writeBytes(ESCAPED_NUL);
            } else {
                escaped.write(b);
            }
        }
        return escaped.toByteArray();
    }

    /// The first row after every row that starts with `prefix`, or null where there is no such row.
    static byte @Nullable [] after(byte[] prefix) {
        int last = prefix.length - 1;
        while (last >= 0 && prefix[last] == (byte) 0xff) {
            last--;
        }
        if (last < 0) {
            return null;
        }
        byte[] after = Arrays.copyOf(prefix, last + 1);
        after[last]++;
        return after;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] join(byte[]... fields) {
        int length = 0;
        for (byte[] field : fields) {
            length += field.length;
        }
        byte[] joined = new byte[length];
        int position = 0;
        for (byte[] field : fields) {
            System.arraycopy(field, 0, joined, position, field.length);
            position += field.length;
        }
        return joined;
    }

    private static byte[] join(String table, byte[]... fields) {
        return join(utf8(table), join(fields));
    }
}
