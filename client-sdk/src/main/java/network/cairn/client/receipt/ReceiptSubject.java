package network.cairn.client.receipt;

import java.nio.charset.StandardCharsets;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What a receipt says it is about. Whoever makes the receipt says so; nothing on the chain does.
///
/// @param name of the object, for people: at most {@value #NAME_BYTES_MAX} bytes of UTF-8
/// @param sizeBytes of the object
/// @param segments how many segments the object has, at least 1
/// @param firstSegment the number, from 0, of the first segment of this receipt: a large object has several
///     receipts
public record ReceiptSubject(String name, long sizeBytes, int segments, int firstSegment) {
    /// A bucket's name and a key of S3, and what joins them.
    public static final int NAME_BYTES_MAX = 1152;

    public ReceiptSubject {
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException("an object's name is at most " + NAME_BYTES_MAX + " bytes of UTF-8");
        }
        if (sizeBytes < 0 || segments < 1 || firstSegment < 0 || firstSegment >= segments) {
            throw new IllegalArgumentException("no receipt begins with segment " + firstSegment + " of " + segments
                    + " of an object of " + sizeBytes + " bytes");
        }
    }

    void write(CanonicalWriter writer) {
        writer.text(name).u64(sizeBytes).u32(segments).u32(firstSegment);
    }

    static ReceiptSubject read(CanonicalReader reader) throws CodecException {
        return new ReceiptSubject(
                reader.text(NAME_BYTES_MAX, "object name"),
                reader.u64("object size"),
                reader.u32("segments"),
                reader.u32("first segment"));
    }
}
