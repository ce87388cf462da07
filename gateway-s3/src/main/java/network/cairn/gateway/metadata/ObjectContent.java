package network.cairn.gateway.metadata;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What an object's bytes are made of.
public sealed interface ObjectContent {
    /// One run of bytes, put at once.
    record Whole(StoredData data) implements ObjectContent {}

    /// The parts of a completed multipart upload, kept one by one under its id, so that this record stays small.
    ///
    /// @param upload under which the parts are kept
    /// @param count how many there are
    record Parts(UploadId upload, int count) implements ObjectContent {}

    /// None: the version says that its key was deleted.
    record Deleted() implements ObjectContent {}

    /// Writes a content, its kind before it.
    static void write(CanonicalWriter writer, ObjectContent content) {
        switch (content) {
            case Whole(StoredData data) -> {
                writer.u8(1);
                data.write(writer);
            }
            case Parts(UploadId upload, int count) ->
                writer.u8(2).fixed(upload.toBytes()).u32(count);
            case Deleted() -> writer.u8(3);
        }
    }

    /// Reads what {@link #write} wrote.
    static ObjectContent read(CanonicalReader reader) throws CodecException {
        int kind = reader.u8("content kind");
        return switch (kind) {
            case 1 -> new Whole(StoredData.read(reader));
            case 2 -> new Parts(UploadId.read(reader), reader.u32("part count"));
            case 3 -> new Deleted();
            default -> throw new CodecException("there is no content kind " + kind);
        };
    }
}
