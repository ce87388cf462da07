package network.cairn.gateway.metadata;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// One part of a multipart upload, or of the object that came of it.
///
/// @param number 1 to {@value #NUMBER_MAX}
/// @param etag the MD5 of its bytes in hexadecimal, without quotes
/// @param lastModified in whole seconds
/// @param checksums as {@link ObjectRecord#checksums()}
public record PartRecord(
        int number, String etag, Instant lastModified, SortedMap<String, String> checksums, StoredData data) {
    public static final int NUMBER_MAX = 10_000;

    private static final int VERSION = 1;

    public PartRecord {
        if (number < 1 || number > NUMBER_MAX) {
            throw new IllegalArgumentException("a part's number is 1 to " + NUMBER_MAX + ", not " + number);
        }
        checksums = Collections.unmodifiableSortedMap(new TreeMap<>(checksums));
    }

    public long sizeBytes() {
        return data.sizeBytes();
    }

    PartRecord withData(StoredData newData) {
        return new PartRecord(number, etag, lastModified, checksums, newData);
    }

    byte[] encode() {
        var writer = new CanonicalWriter().u8(VERSION).u16(number).text(etag).u64(lastModified.toEpochMilli());
        Codecs.write(writer, checksums);
        data.write(writer);
        return writer.toBytes();
    }

    static PartRecord decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        Codecs.version(reader, VERSION, "part");
        try {
            var part = new PartRecord(
                    reader.u16("part number"),
                    reader.text(255, "etag"),
                    Instant.ofEpochMilli(reader.u64("time")),
                    Codecs.readMap(reader, "checksum"),
                    StoredData.read(reader));
            reader.end();
            return part;
        } catch (IllegalArgumentException e) {
            throw new CodecException("not a part: " + e.getMessage(), e);
        }
    }
}
