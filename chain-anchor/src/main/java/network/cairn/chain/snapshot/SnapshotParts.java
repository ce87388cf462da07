package network.cairn.chain.snapshot;

import java.util.ArrayList;
import java.util.List;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// The encodings of a snapshot's parts other than its manifest.
public final class SnapshotParts {
    /// How many bytes of records or of epochs' ends go into one part, where it has more than one.
    public static final int PART_BYTES = 1 << 20;

    /// The longest part: one record of the greatest length, its key, and a little.
    public static final int PART_BYTES_MAX = PART_BYTES + (1 << 10);

    /// The longest value of a record.
    static final int VALUE_BYTES_MAX = 1 << 20;

    private SnapshotParts() {}

    static void requireLength(byte[] part) throws CodecException {
        if (part.length > PART_BYTES_MAX) {
            throw new CodecException("a snapshot's part is at most " + PART_BYTES_MAX + " bytes, not " + part.length);
        }
    }

    static byte[] encodeRecords(List<SnapshotRecord> records) {
        var writer = new CanonicalWriter().u32(records.size());
        records.forEach(record -> writer.bytes(record.key().toBytes()).bytes(record.value()));
        return writer.toBytes();
    }

    static List<SnapshotRecord> decodeRecords(byte[] part) throws CodecException {
        requireLength(part);
        var reader = new CanonicalReader(part);
        int count = reader.count(part.length, "records");
        var records = new ArrayList<SnapshotRecord>();
        for (int i = 0; i < count; i++) {
            byte[] key = reader.bytes(StateKey.LENGTH_BYTES_MAX, "record's key");
            if (key.length == 0) {
                throw new CodecException("a record has no key");
            }
            records.add(SnapshotRecord.of(StateKey.ofBytes(key), reader.bytes(VALUE_BYTES_MAX, "record's value")));
        }
        reader.end();
        return records;
    }

    static byte[] encodeTrail(List<EpochEnd> ends) {
        var writer = new CanonicalWriter().u32(ends.size());
        ends.forEach(end -> writer.bytes(end.encode()));
        return writer.toBytes();
    }

    static List<EpochEnd> decodeTrail(byte[] part) throws CodecException {
        requireLength(part);
        var reader = new CanonicalReader(part);
        int count = reader.count(part.length, "epochs");
        var ends = new ArrayList<EpochEnd>();
        for (int i = 0; i < count; i++) {
            ends.add(EpochEnd.decode(reader.bytes(EpochEnd.ENCODED_BYTES_MAX, "epoch's end")));
        }
        reader.end();
        return ends;
    }
}
