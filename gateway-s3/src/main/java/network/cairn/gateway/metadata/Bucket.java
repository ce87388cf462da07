package network.cairn.gateway.metadata;

import java.time.Instant;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// A bucket and what is set of it.
///
/// @param tenant who owns it
/// @param id from which, with its tenant's master key, its keys are derived
/// @param region the location constraint it was made with, or the gateway's region
/// @param createdAt to the millisecond
public record Bucket(
        String name, String tenant, BucketId id, String region, Instant createdAt, BucketSettings settings) {
    private static final int VERSION = 2;
    private static final int VERSION_BEFORE_SETTINGS = 1;

    public Bucket withSettings(BucketSettings newSettings) {
        return new Bucket(name, tenant, id, region, createdAt, newSettings);
    }

    byte[] encode() {
        var writer = new CanonicalWriter()
                .u8(VERSION)
                .text(name)
                .text(tenant)
                .fixed(id.toBytes())
                .text(region)
                .u64(createdAt.toEpochMilli());
        settings.write(writer);
        return writer.toBytes();
    }

    static Bucket decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        int version = Codecs.version(reader, VERSION_BEFORE_SETTINGS, VERSION, "bucket");
        var bucket = new Bucket(
                reader.text(255, "bucket name"),
                reader.text(255, "tenant"),
                BucketId.read(reader),
                reader.text(255, "region"),
                Instant.ofEpochMilli(reader.u64("creation time")),
                version == VERSION_BEFORE_SETTINGS ? BucketSettings.NONE : BucketSettings.read(reader));
        reader.end();
        return bucket;
    }
}
