package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.time.Instant;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// A message that waits for its target.
///
/// @param bucket the name of the bucket it is about
/// @param key what it is about; empty for the bucket itself
/// @param notedAt when the change happened
public record OutboxEntry(String target, Id id, String bucket, String key, Instant notedAt, byte[] message) {
    static final int MESSAGE_BYTES_MAX = 64 * 1024;
    private static final int VERSION = 1;

    /// Its place among what waits for its target.
    ///
    /// @param sequence by which entries are ordered
    /// @param writer tells apart entries of several gateways
    public record Id(long sequence, long writer) {}

    byte[] encode() {
        return new CanonicalWriter()
                .u8(VERSION)
                .text(bucket)
                .text(key)
                .u64(notedAt.toEpochMilli())
                .bytes(message)
                .toBytes();
    }

    static OutboxEntry decode(String target, KeyValueStore.Entry row) throws CodecException {
        ByteBuffer id = ByteBuffer.wrap(row.key()).position(Rows.outbox(target).length);
        var reader = new CanonicalReader(row.value());
        Codecs.version(reader, VERSION, "outbox entry");
        var entry = new OutboxEntry(
                target,
                new Id(id.getLong(), id.getLong()),
                reader.text(255, "bucket name"),
                reader.text(ObjectRecord.KEY_BYTES_MAX, "key"),
                Instant.ofEpochMilli(reader.u64("time")),
                reader.bytes(MESSAGE_BYTES_MAX, "message"));
        reader.end();
        return entry;
    }
}
