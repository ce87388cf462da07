package network.cairn.gateway.metadata;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// A version of an object: everything of it but its bytes on the network.
///
/// @param version which one of its key; {@link ObjectVersion#UNDECIDED} before it is put
/// @param etag without quotes
/// @param lastModified in whole seconds, as HTTP dates are
/// @param checksums base64 values by S3's name of their algorithm, such as `CRC32`; `TYPE` is how they were made
public record ObjectRecord(
        String key,
        ObjectVersion version,
        long sizeBytes,
        String etag,
        Instant lastModified,
        ObjectAttributes attributes,
        SortedMap<String, String> checksums,
        ObjectContent content) {
    /// The longest key, in bytes of UTF-8.
    public static final int KEY_BYTES_MAX = 1024;

    private static final int VERSION = 2;
    private static final int VERSION_BEFORE_VERSIONS = 1;

    public ObjectRecord {
        checksums = Collections.unmodifiableSortedMap(new TreeMap<>(checksums));
    }

    /// An object to be put.
    public ObjectRecord(
            String key,
            long sizeBytes,
            String etag,
            Instant lastModified,
            ObjectAttributes attributes,
            SortedMap<String, String> checksums,
            ObjectContent content) {
        this(key, ObjectVersion.UNDECIDED, sizeBytes, etag, lastModified, attributes, checksums, content);
    }

    /// A version that says that the key was deleted.
    static ObjectRecord deleteMarker(String key, ObjectVersion version, Instant madeAt, String owner) {
        return new ObjectRecord(
                key,
                version,
                0,
                "",
                madeAt,
                ObjectAttributes.NONE.withOwner(owner),
                new TreeMap<>(),
                new ObjectContent.Deleted());
    }

    public boolean isDeleteMarker() {
        return content instanceof ObjectContent.Deleted;
    }

    public ObjectRecord withVersion(ObjectVersion newVersion) {
        return new ObjectRecord(key, newVersion, sizeBytes, etag, lastModified, attributes, checksums, content);
    }

    public ObjectRecord withAttributes(ObjectAttributes newAttributes) {
        return new ObjectRecord(key, version, sizeBytes, etag, lastModified, newAttributes, checksums, content);
    }

    public ObjectRecord withKey(String newKey) {
        return new ObjectRecord(newKey, version, sizeBytes, etag, lastModified, attributes, checksums, content);
    }

    ObjectRecord withContent(ObjectContent newContent) {
        return new ObjectRecord(key, version, sizeBytes, etag, lastModified, attributes, checksums, newContent);
    }

    public ObjectRecord withLastModified(Instant time) {
        return new ObjectRecord(key, version, sizeBytes, etag, time, attributes, checksums, content);
    }

    byte[] encode() {
        var writer = new CanonicalWriter().u8(VERSION).text(key);
        version.write(writer);
        writer.u64(sizeBytes).text(etag).u64(lastModified.toEpochMilli());
        attributes.write(writer);
        Codecs.write(writer, checksums);
        ObjectContent.write(writer, content);
        return writer.toBytes();
    }

    static ObjectRecord decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        boolean old = Codecs.version(reader, VERSION_BEFORE_VERSIONS, VERSION, "object") == VERSION_BEFORE_VERSIONS;
        String key = reader.text(KEY_BYTES_MAX, "key");
        ObjectVersion version = old ? ObjectVersion.UNDECIDED : ObjectVersion.read(reader);
        var object = new ObjectRecord(
                key,
                version,
                reader.u64("size"),
                reader.text(255, "etag"),
                Instant.ofEpochMilli(reader.u64("time")),
                old ? ObjectAttributes.readVersion1(reader) : ObjectAttributes.read(reader),
                Codecs.readMap(reader, "checksum"),
                ObjectContent.read(reader));
        reader.end();
        return old ? object.withVersion(firstVersion(object.lastModified())) : object;
    }

    private static ObjectVersion firstVersion(Instant putAt) {
        return new ObjectVersion(new VersionId(putAt.toEpochMilli(), 0), true);
    }
}
