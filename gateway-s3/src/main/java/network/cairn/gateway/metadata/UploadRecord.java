package network.cairn.gateway.metadata;

import java.time.Instant;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// A multipart upload in progress.
///
/// @param checksumAlgorithm S3's name of the checksum its parts carry, or empty
/// @param checksumType `COMPOSITE`, `FULL_OBJECT`, or empty
public record UploadRecord(
        UploadId id,
        String key,
        Instant initiatedAt,
        ObjectAttributes attributes,
        String checksumAlgorithm,
        String checksumType) {
    private static final int VERSION = 2;
    private static final int VERSION_BEFORE_VERSIONS = 1;

    byte[] encode() {
        var writer =
                new CanonicalWriter().u8(VERSION).fixed(id.toBytes()).text(key).u64(initiatedAt.toEpochMilli());
        attributes.write(writer);
        return writer.text(checksumAlgorithm).text(checksumType).toBytes();
    }

    static UploadRecord decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        boolean old = Codecs.version(reader, VERSION_BEFORE_VERSIONS, VERSION, "upload") == VERSION_BEFORE_VERSIONS;
        var upload = new UploadRecord(
                UploadId.read(reader),
                reader.text(ObjectRecord.KEY_BYTES_MAX, "key"),
                Instant.ofEpochMilli(reader.u64("time")),
                old ? ObjectAttributes.readVersion1(reader) : ObjectAttributes.read(reader),
                reader.text(32, "checksum algorithm"),
                reader.text(32, "checksum type"));
        reader.end();
        return upload;
    }
}
