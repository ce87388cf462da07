package network.cairn.gateway.metadata;

import java.time.Instant;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// A bucket.
///
/// @param id from which, with its tenant's master key, its keys are derived
/// @param region the location constraint it was made with, or the gateway's region
/// @param createdAt to the millisecond
public record Bucket(String name, String tenant, BucketId id, String region, Instant createdAt) {
    private static final int VERSION = 1;

    byte[] encode() {
        return new CanonicalWriter()
                .u8(VERSION)
                .text(name)
                .text(tenant)
                .fixed(id.toBytes())
                .text(region)
                .u64(createdAt.toEpochMilli())
                .toBytes();
    }

    static Bucket decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        Codecs.version(reader, VERSION, "bucket");
        var bucket = new Bucket(
                reader.text(255, "bucket name"),
                reader.text(255, "tenant"),
                BucketId.read(reader),
                reader.text(255, "region"),
                Instant.ofEpochMilli(reader.u64("creation time")));
        reader.end();
        return bucket;
    }
}
