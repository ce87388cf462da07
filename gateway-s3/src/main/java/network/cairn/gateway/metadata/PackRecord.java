package network.cairn.gateway.metadata;

import java.time.Instant;
import network.cairn.client.manifest.StoredStream;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// A pack: a stream on the network whose plaintext is the sealed bytes of small objects of one bucket.
///
/// Live are objects that are named, about to be named, or kept for readers after they ceased to be.
///
/// @param id the stream it is
/// @param tenant whose bucket it is
/// @param wrappedDataKey its data key, wrapped under its bucket's key
/// @param shape how it was cut
/// @param madeAt when it was stored
/// @param sparseBelowBytes with less than this live it is worth being merged with others
/// @param keptUntil once nothing in it is live, its bytes are kept so long for readers of what was moved out of it
/// @param takenUntil somebody is moving what is live out of it; after this it is free again
/// @param objects how many are live
/// @param bytes of those, sealed
public record PackRecord(
        StreamId id,
        BucketId bucket,
        String tenant,
        byte[] wrappedDataKey,
        StoredStream shape,
        Instant madeAt,
        long sparseBelowBytes,
        Instant keptUntil,
        Instant takenUntil,
        long objects,
        long bytes) {
    private static final int VERSION = 1;
    private static final int TENANT_BYTES_MAX = 1024;
    private static final int WRAPPED_KEY_BYTES_MAX = 8192;

    public PackRecord {
        if (objects < 0 || bytes < 0 || bytes > shape.plaintextBytes() || (objects == 0) != (bytes == 0)) {
            throw new IllegalArgumentException(objects + " objects of " + bytes + " bytes are not what is live in a"
                    + " pack of " + shape.plaintextBytes());
        }
        wrappedDataKey = wrappedDataKey.clone();
    }

    /// A pack in which all is live.
    public static PackRecord of(
            StreamId id,
            BucketId bucket,
            String tenant,
            byte[] wrappedDataKey,
            StoredStream shape,
            Instant madeAt,
            long sparseBelowBytes,
            int objects) {
        return new PackRecord(
                id,
                bucket,
                tenant,
                wrappedDataKey,
                shape,
                madeAt,
                sparseBelowBytes,
                Instant.EPOCH,
                Instant.EPOCH,
                objects,
                shape.plaintextBytes());
    }

    /// All bytes of it, live or not.
    public long storedBytes() {
        return shape.plaintextBytes();
    }

    /// The number of the segment that a byte of it is in.
    public int segmentOf(long offset) {
        long frame = offset / shape.framePlaintextBytes();
        return Math.toIntExact(frame * shape.frameBytes() / shape.segmentBytesMax());
    }

    boolean isSparse() {
        return objects > 0 && bytes < sparseBelowBytes;
    }

    PackRecord less(long objectsGone, long bytesGone, Instant keptAtLeastUntil) {
        Instant kept = keptAtLeastUntil.isAfter(keptUntil) ? keptAtLeastUntil : keptUntil;
        return with(kept, takenUntil, objects - objectsGone, bytes - bytesGone);
    }

    PackRecord taken(Instant until) {
        return with(keptUntil, until, objects, bytes);
    }

    private PackRecord with(Instant kept, Instant taken, long liveObjects, long liveBytes) {
        return new PackRecord(
                id,
                bucket,
                tenant,
                wrappedDataKey,
                shape,
                madeAt,
                sparseBelowBytes,
                kept,
                taken,
                liveObjects,
                liveBytes);
    }

    byte[] encode() {
        return new CanonicalWriter()
                .u8(VERSION)
                .fixed(bucket.toBytes())
                .text(tenant)
                .bytes(wrappedDataKey)
                .bytes(shape.encode())
                .u64(madeAt.toEpochMilli())
                .u64(sparseBelowBytes)
                .u64(keptUntil.toEpochMilli())
                .u64(takenUntil.toEpochMilli())
                .u64(objects)
                .u64(bytes)
                .toBytes();
    }

    static PackRecord decode(StreamId id, byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        Codecs.version(reader, VERSION, "pack");
        try {
            var pack = new PackRecord(
                    id,
                    BucketId.read(reader),
                    reader.text(TENANT_BYTES_MAX, "tenant"),
                    reader.bytes(WRAPPED_KEY_BYTES_MAX, "wrapped data key"),
                    StoredStream.decode(reader.bytes(64, "stream shape")),
                    Instant.ofEpochMilli(reader.u64("time made")),
                    reader.u64("sparse below"),
                    Instant.ofEpochMilli(reader.u64("time kept")),
                    Instant.ofEpochMilli(reader.u64("time taken")),
                    reader.u64("objects"),
                    reader.u64("bytes"));
            reader.end();
            return pack;
        } catch (IllegalArgumentException e) {
            throw new CodecException("not a pack: " + e.getMessage(), e);
        }
    }
}
