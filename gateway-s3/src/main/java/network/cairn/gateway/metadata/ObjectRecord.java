package network.cairn.gateway.metadata;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// An object: everything of it but its bytes on the network.
///
/// @param etag without quotes
/// @param lastModified in whole seconds, as HTTP dates are
/// @param checksums base64 values by S3's name of their algorithm, such as `CRC32`; `TYPE` is how they were made
public record ObjectRecord(
        String key,
        long sizeBytes,
        String etag,
        Instant lastModified,
        ObjectAttributes attributes,
        SortedMap<String, String> checksums,
        ObjectContent content) {
    /// The longest key, in bytes of UTF-8.
    public static final int KEY_BYTES_MAX = 1024;

    private static final int VERSION = 1;

    public ObjectRecord {
        checksums = Collections.unmodifiableSortedMap(new TreeMap<>(checksums));
    }

    byte[] encode() {
        var writer = new CanonicalWriter()
                .u8(VERSION)
                .text(key)
                .u64(sizeBytes)
                .text(etag)
                .u64(lastModified.toEpochMilli());
        attributes.write(writer);
        Codecs.write(writer, checksums);
        ObjectContent.write(writer, content);
        return writer.toBytes();
    }

    static ObjectRecord decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        Codecs.version(reader, VERSION, "object");
        var object = new ObjectRecord(
                reader.text(KEY_BYTES_MAX, "key"),
                reader.u64("size"),
                reader.text(255, "etag"),
                Instant.ofEpochMilli(reader.u64("time")),
                ObjectAttributes.read(reader),
                Codecs.readMap(reader, "checksum"),
                ObjectContent.read(reader));
        reader.end();
        return object;
    }
}
