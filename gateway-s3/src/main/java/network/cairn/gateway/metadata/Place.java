package network.cairn.gateway.metadata;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// The one record that may name a stored stream. Two records never name one stream, so whether it is still needed
/// is one look.
public sealed interface Place {
    /// Some version of an object: where a stream is to go before that version has an id.
    record InObject(BucketId bucket, String key) implements Place {}

    /// One version of an object.
    record InVersion(BucketId bucket, String key, VersionId version) implements Place {}

    /// A part of an upload, or of the object that came of it.
    record InUpload(UploadId upload, int part) implements Place {}

    /// The row of the pack that the stream is.
    record OfPack() implements Place {}

    /// Writes a place, its kind before it.
    static void write(CanonicalWriter writer, Place place) {
        switch (place) {
            case InObject(BucketId bucket, String key) ->
                writer.u8(1).fixed(bucket.toBytes()).text(key);
            case InVersion(BucketId bucket, String key, VersionId version) ->
                writer.u8(3).fixed(bucket.toBytes()).text(key).fixed(version.toBytes());
            case InUpload(UploadId upload, int part) ->
                writer.u8(2).fixed(upload.toBytes()).u16(part);
            case OfPack() -> writer.u8(4);
        }
    }

    /// Reads what {@link #write} wrote.
    static Place read(CanonicalReader reader) throws CodecException {
        int kind = reader.u8("place kind");
        return switch (kind) {
            case 1 -> new InObject(BucketId.read(reader), reader.text(ObjectRecord.KEY_BYTES_MAX, "key"));
            case 3 ->
                new InVersion(
                        BucketId.read(reader), reader.text(ObjectRecord.KEY_BYTES_MAX, "key"), VersionId.read(reader));
            case 2 -> new InUpload(UploadId.read(reader), reader.u16("part number"));
            case 4 -> new OfPack();
            default -> throw new CodecException("there is no place kind " + kind);
        };
    }
}
