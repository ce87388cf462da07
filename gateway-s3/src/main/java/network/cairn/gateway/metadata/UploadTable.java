package network.cairn.gateway.metadata;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.client.kv.WriteBatch;
import network.cairn.gateway.metadata.MetadataException.Reason;
import network.cairn.gateway.metadata.RowLock.Kind;
import org.jspecify.annotations.Nullable;

/// The rows of multipart uploads and of their parts.
final class UploadTable {
    private static final int PARTS_PAGE_MAX = 500;

    private final RowDatabase database;

    UploadTable(RowDatabase database) {
        this.database = database;
    }

    /// Uploads of a bucket by key, and of a key by id.
    ListPage<UploadRecord> page(BucketId bucket, ListQuery query, @Nullable UploadId afterUpload) {
        var layout = new PrefixListing.Layout<UploadRecord>(
                prefix -> Rows.join(Rows.uploads(bucket), Rows.escaped(prefix)),
                key -> Rows.afterUploads(bucket, key),
                row -> RowTables.decode(row, entry -> UploadRecord.decode(entry.value()))
                        .key(),
                row -> RowTables.decode(row, entry -> UploadRecord.decode(entry.value())));
        var listing = new PrefixListing<>(database, layout);
        return afterUpload == null
                ? listing.page(query)
                : listing.page(query, Rows.join(Rows.upload(bucket, query.after(), afterUpload), new byte[1]));
    }

    static List<RowLock> locks(Bucket bucket, UploadRecord upload) {
        return List.of(
                RowLock.shared(Kind.BUCKET, bucket.id()),
                RowLock.exclusive(Kind.UPLOAD, upload.id()),
                UsageTable.partsLock(bucket.id(), upload.key()));
    }

    static List<PartRecord> parts(RowReader rows, UploadId upload, int after, int max) {
        return new RowTables(rows)
                .scan(
                        Rows.part(upload, after + 1),
                        Rows.after(Rows.parts(upload)),
                        max,
                        row -> PartRecord.decode(row.value()));
    }

    /// Makes garbage of the parts that an upload is completed without.
    ///
    /// @return the bytes of all parts
    static long discardUnchosen(
            RowReader rows,
            WriteBatch batch,
            UploadId upload,
            List<MetadataStore.ChosenPart> chosen,
            Instant garbageDue)
            throws MetadataException {
        Map<Integer, StreamId> missing = new HashMap<>();
        chosen.forEach(part -> missing.put(part.number(), part.stream()));
        long bytes = 0;
        int after = 0;
        List<PartRecord> page;
        do {
            page = parts(rows, upload, after, PARTS_PAGE_MAX);
            for (PartRecord part : page) {
                after = part.number();
                bytes += part.sizeBytes();
                StreamId wanted = missing.remove(part.number());
                if (wanted == null) {
                    batch.delete(Rows.part(upload, part.number()));
                    discard(batch, upload, part, garbageDue);
                } else if (!wanted.equals(part.data().stream())) {
                    throw new MetadataException(
                            Reason.NO_SUCH_PART, "part " + part.number() + " was replaced meanwhile");
                }
            }
        } while (page.size() == PARTS_PAGE_MAX);
        if (!missing.isEmpty()) {
            throw new MetadataException(Reason.NO_SUCH_PART, "there are no parts " + missing.keySet());
        }
        return bytes;
    }

    static long partsBytes(RowReader rows, UploadId upload) {
        long bytes = 0;
        int after = 0;
        List<PartRecord> page;
        do {
            page = parts(rows, upload, after, PARTS_PAGE_MAX);
            for (PartRecord part : page) {
                after = part.number();
                bytes += part.sizeBytes();
            }
        } while (page.size() == PARTS_PAGE_MAX);
        return bytes;
    }

    static void require(RowReader rows, Bucket bucket, UploadRecord upload) throws MetadataException {
        if (rows.get(Rows.upload(bucket.id(), upload.key(), upload.id())) == null) {
            throw new MetadataException(Reason.NO_SUCH_UPLOAD, "upload " + upload.id() + " was completed or aborted");
        }
    }

    static void discard(WriteBatch batch, UploadId upload, PartRecord part, Instant garbageDue) {
        // UploadPartCopy never shares a stream, so only an upload in progress ever named this one.
        GarbageTable.add(batch, part.data(), garbageDue, new Place.InUpload(upload, part.number()));
    }
}
