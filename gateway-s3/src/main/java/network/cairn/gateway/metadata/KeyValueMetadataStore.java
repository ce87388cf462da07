package network.cairn.gateway.metadata;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.upload.SegmentJournal;
import network.cairn.gateway.metadata.MetadataException.Reason;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A {@link MetadataStore} of one process, over a key-value store that it owns.
///
/// A transaction is one fsynced batch, and isolated by locks: a bucket's, shared by all but its deletion; then an
/// upload's; then a key's. They are taken in that order, so no two transactions wait for each other. The lock on
/// bucket names comes before them. Reads take none: a record is replaced whole.
public final class KeyValueMetadataStore implements MetadataStore {
    private static final Logger LOG = LoggerFactory.getLogger(KeyValueMetadataStore.class);
    private static final int FORMAT_VERSION = 1;
    private static final int LOCKS = 1024;
    private static final int PARTS_PAGE_MAX = 500;

    private final KeyValueStore store;
    private final KeyValueTables tables;
    private final StreamTable streams;
    private final GarbageTable garbage;
    private final GracePeriods grace;
    private final InstantSource clock;

    private final StripedLocks bucketNames = new StripedLocks(1);
    private final StripedLocks bucketLocks = new StripedLocks(LOCKS);
    private final StripedLocks uploadLocks = new StripedLocks(LOCKS);
    private final StripedLocks keyLocks = new StripedLocks(LOCKS);

    private KeyValueMetadataStore(KeyValueStore store, ActorId writer, GracePeriods grace, InstantSource clock) {
        this.store = store;
        this.tables = new KeyValueTables(store);
        this.streams = new StreamTable(store, writer);
        this.garbage = new GarbageTable(store);
        this.grace = grace;
        this.clock = clock;
    }

    /// Opens the metadata in a store and abandons what this writer left unfinished in it.
    ///
    /// @param writer the gateway that writes
    /// @throws IllegalStateException if the store was written by software of another format
    public static KeyValueMetadataStore open(
            KeyValueStore store, ActorId writer, GracePeriods grace, InstantSource clock) {
        var metadata = new KeyValueMetadataStore(store, writer, grace, clock);
        metadata.checkFormat();
        int abandoned = metadata.streams.abandonUnfinished(metadata.strayDue());
        if (abandoned > 0) {
            LOG.info(
                    "{} uploads were under way when the gateway last stopped; their pieces will be released",
                    abandoned);
        }
        return metadata;
    }

    private void checkFormat() {
        Integer version = tables.get(Rows.FORMAT, value -> new CanonicalReader(value).u8("format version"));
        if (version == null) {
            store.write(new WriteBatch().put(Rows.FORMAT, new byte[] {FORMAT_VERSION}), Durability.FSYNCED);
        } else if (version != FORMAT_VERSION) {
            throw new IllegalStateException("the metadata have format " + version + ", this software reads "
                    + FORMAT_VERSION + "; start it with a newer version");
        }
    }

    // Buckets

    @Override
    public void createBucket(Bucket bucket) throws MetadataException {
        try (var _ = bucketNames.exclusively(bucketNames)) {
            if (bucket(bucket.name()) != null) {
                throw new MetadataException(Reason.BUCKET_EXISTS, "bucket " + bucket.name() + " exists");
            }
            if (buckets(bucket.tenant()).size() >= BUCKETS_PER_TENANT_MAX) {
                throw new MetadataException(
                        Reason.TOO_MANY_BUCKETS, "a tenant has at most " + BUCKETS_PER_TENANT_MAX + " buckets");
            }
            store.write(
                    new WriteBatch()
                            .put(Rows.bucket(bucket.name()), bucket.encode())
                            .put(Rows.tenantBucket(bucket.tenant(), bucket.name()), new byte[0]),
                    Durability.FSYNCED);
        }
    }

    @Override
    public @Nullable Bucket bucket(String name) {
        return tables.get(Rows.bucket(name), Bucket::decode);
    }

    @Override
    public List<Bucket> buckets(String tenant) {
        byte[] table = Rows.tenant(tenant);
        List<String> names = tables.scan(
                table,
                Rows.after(table),
                BUCKETS_PER_TENANT_MAX,
                row -> new String(row.key(), table.length, row.key().length - table.length, StandardCharsets.UTF_8));
        var buckets = new ArrayList<Bucket>();
        for (String name : names) {
            Bucket bucket = bucket(name);
            if (bucket != null) {
                buckets.add(bucket);
            }
        }
        return buckets;
    }

    @Override
    public void deleteBucket(Bucket bucket) throws MetadataException {
        try (var _ = bucketNames.exclusively(bucketNames);
                var _ = bucketLocks.exclusively(bucket.id())) {
            requireBucket(bucket);
            byte[] objects = Rows.objects(bucket.id());
            if (!tables.scan(objects, Rows.after(objects), 1, row -> row).isEmpty()) {
                throw new MetadataException(Reason.BUCKET_NOT_EMPTY, "bucket " + bucket.name() + " holds objects");
            }
            var batch = new WriteBatch()
                    .delete(Rows.bucket(bucket.name()))
                    .delete(Rows.tenantBucket(bucket.tenant(), bucket.name()));
            GarbageTable.add(batch, new Garbage.OfBucket(strayDue(), bucket.id()));
            store.write(batch, Durability.FSYNCED);
        }
    }

    private void requireBucket(Bucket bucket) throws MetadataException {
        Bucket current = bucket(bucket.name());
        if (current == null || !current.id().equals(bucket.id())) {
            throw new MetadataException(Reason.NO_SUCH_BUCKET, "bucket " + bucket.name() + " was deleted");
        }
    }

    // Objects

    @Override
    public @Nullable ObjectRecord object(BucketId bucket, String key) {
        return tables.get(Rows.object(bucket, key), ObjectRecord::decode);
    }

    @Override
    public void putObject(Bucket bucket, ObjectRecord object, WriteCondition condition) throws MetadataException {
        var place = new Place.InObject(bucket.id(), object.key());
        try (var _ = bucketLocks.shared(bucket.id());
                var _ = keyLocks.exclusively(place)) {
            requireBucket(bucket);
            ObjectRecord current = object(bucket.id(), object.key());
            condition.check(current);
            var batch = new WriteBatch().put(Rows.object(bucket.id(), object.key()), object.encode());
            if (object.content() instanceof ObjectContent.Whole(StoredData data)) {
                commit(batch, data);
            }
            discard(batch, place, current);
            store.write(batch, Durability.FSYNCED);
        }
    }

    @Override
    public void replaceAttributes(Bucket bucket, ObjectRecord current, ObjectRecord changed) throws MetadataException {
        var place = new Place.InObject(bucket.id(), current.key());
        try (var _ = bucketLocks.shared(bucket.id());
                var _ = keyLocks.exclusively(place)) {
            requireBucket(bucket);
            ObjectRecord now = object(bucket.id(), current.key());
            if (now == null || !isSameContent(now.content(), current.content())) {
                throw new MetadataException(
                        Reason.PRECONDITION_FAILED, "the object was replaced while its metadata were changed");
            }
            store.write(
                    new WriteBatch().put(Rows.object(bucket.id(), current.key()), changed.encode()),
                    Durability.FSYNCED);
        }
    }

    @Override
    public boolean deleteObject(Bucket bucket, String key, WriteCondition condition) throws MetadataException {
        var place = new Place.InObject(bucket.id(), key);
        try (var _ = bucketLocks.shared(bucket.id());
                var _ = keyLocks.exclusively(place)) {
            requireBucket(bucket);
            ObjectRecord current = object(bucket.id(), key);
            condition.check(current);
            if (current == null) {
                return false;
            }
            var batch = new WriteBatch().delete(Rows.object(bucket.id(), key));
            discard(batch, place, current);
            store.write(batch, Durability.FSYNCED);
            return true;
        }
    }

    @Override
    public ListPage<ObjectRecord> objects(BucketId bucket, ListQuery query) {
        int keyAt = Rows.objects(bucket).length;
        var layout = new PrefixListing.Layout<ObjectRecord>(
                prefix -> Rows.object(bucket, prefix),
                key -> Rows.join(Rows.object(bucket, key), new byte[1]),
                row -> new String(row.key(), keyAt, row.key().length - keyAt, StandardCharsets.UTF_8),
                row -> KeyValueTables.decode(row, entry -> ObjectRecord.decode(entry.value())));
        return new PrefixListing<>(store, layout).page(query);
    }

    private static boolean isSameContent(ObjectContent one, ObjectContent other) {
        return switch (one) {
            case ObjectContent.Whole(StoredData data) ->
                other instanceof ObjectContent.Whole(StoredData otherData)
                        && data.stream().equals(otherData.stream());
            case ObjectContent.Parts parts -> parts.equals(other);
        };
    }

    private void commit(WriteBatch batch, StoredData data) {
        if (!data.isInline()) {
            streams.commit(batch, data.stream(), strayDue());
        }
    }

    private void discard(WriteBatch batch, Place.InObject place, @Nullable ObjectRecord replaced) {
        if (replaced == null) {
            return;
        }
        Instant due = clock.instant().plus(grace.reader());
        switch (replaced.content()) {
            case ObjectContent.Whole(StoredData data) -> {
                if (!data.isInline()) {
                    GarbageTable.add(batch, new Garbage.OfStream(due, data.stream(), place));
                }
            }
            case ObjectContent.Parts(UploadId upload, int _) ->
                GarbageTable.add(batch, new Garbage.OfParts(due, upload, place));
        }
    }

    // Multipart uploads

    @Override
    public void createUpload(Bucket bucket, UploadRecord upload) throws MetadataException {
        try (var _ = bucketLocks.shared(bucket.id())) {
            requireBucket(bucket);
            store.write(
                    new WriteBatch().put(Rows.upload(bucket.id(), upload.key(), upload.id()), upload.encode()),
                    Durability.FSYNCED);
        }
    }

    @Override
    public @Nullable UploadRecord upload(BucketId bucket, String key, UploadId upload) {
        return tables.get(Rows.upload(bucket, key, upload), UploadRecord::decode);
    }

    @Override
    public ListPage<UploadRecord> uploads(BucketId bucket, ListQuery query, @Nullable UploadId afterUpload) {
        var layout = new PrefixListing.Layout<UploadRecord>(
                prefix -> Rows.join(Rows.uploads(bucket), Rows.escaped(prefix)),
                key -> Rows.afterUploads(bucket, key),
                row -> KeyValueTables.decode(row, entry -> UploadRecord.decode(entry.value()))
                        .key(),
                row -> KeyValueTables.decode(row, entry -> UploadRecord.decode(entry.value())));
        var listing = new PrefixListing<>(store, layout);
        return afterUpload == null
                ? listing.page(query)
                : listing.page(query, Rows.join(Rows.upload(bucket, query.after(), afterUpload), new byte[1]));
    }

    @Override
    public void putPart(Bucket bucket, UploadRecord upload, PartRecord part) throws MetadataException {
        try (var _ = bucketLocks.shared(bucket.id());
                var _ = uploadLocks.exclusively(upload.id())) {
            requireBucket(bucket);
            requireUpload(bucket, upload);
            PartRecord current = tables.get(Rows.part(upload.id(), part.number()), PartRecord::decode);
            var batch = new WriteBatch().put(Rows.part(upload.id(), part.number()), part.encode());
            commit(batch, part.data());
            if (current != null) {
                discard(batch, upload.id(), current);
            }
            store.write(batch, Durability.FSYNCED);
        }
    }

    @Override
    public List<PartRecord> parts(UploadId upload, int after, int max) {
        return tables.scan(
                Rows.part(upload, after + 1),
                Rows.after(Rows.parts(upload)),
                max,
                row -> PartRecord.decode(row.value()));
    }

    @Override
    public void completeUpload(
            Bucket bucket, UploadRecord upload, ObjectRecord object, List<ChosenPart> chosen, WriteCondition condition)
            throws MetadataException {
        var place = new Place.InObject(bucket.id(), object.key());
        try (var _ = bucketLocks.shared(bucket.id());
                var _ = uploadLocks.exclusively(upload.id());
                var _ = keyLocks.exclusively(place)) {
            requireBucket(bucket);
            requireUpload(bucket, upload);
            ObjectRecord current = object(bucket.id(), object.key());
            condition.check(current);
            var batch = new WriteBatch()
                    .put(Rows.object(bucket.id(), object.key()), object.encode())
                    .delete(Rows.upload(bucket.id(), upload.key(), upload.id()));
            discardUnchosen(batch, upload.id(), chosen);
            discard(batch, place, current);
            store.write(batch, Durability.FSYNCED);
        }
    }

    private void discardUnchosen(WriteBatch batch, UploadId upload, List<ChosenPart> chosen) throws MetadataException {
        Map<Integer, StreamId> missing = new HashMap<>();
        chosen.forEach(part -> missing.put(part.number(), part.stream()));
        int after = 0;
        List<PartRecord> page;
        do {
            page = parts(upload, after, PARTS_PAGE_MAX);
            for (PartRecord part : page) {
                after = part.number();
                StreamId wanted = missing.remove(part.number());
                if (wanted == null) {
                    batch.delete(Rows.part(upload, part.number()));
                    discard(batch, upload, part);
                } else if (!wanted.equals(part.data().stream())) {
                    throw new MetadataException(
                            Reason.NO_SUCH_PART, "part " + part.number() + " was replaced meanwhile");
                }
            }
        } while (page.size() == PARTS_PAGE_MAX);
        if (!missing.isEmpty()) {
            throw new MetadataException(Reason.NO_SUCH_PART, "there are no parts " + missing.keySet());
        }
    }

    @Override
    public void abortUpload(Bucket bucket, UploadRecord upload) throws MetadataException {
        try (var _ = bucketLocks.shared(bucket.id());
                var _ = uploadLocks.exclusively(upload.id())) {
            requireUpload(bucket, upload);
            var batch = new WriteBatch().delete(Rows.upload(bucket.id(), upload.key(), upload.id()));
            var place = new Place.InObject(bucket.id(), upload.key());
            GarbageTable.add(batch, new Garbage.OfParts(strayDue(), upload.id(), place));
            store.write(batch, Durability.FSYNCED);
        }
    }

    private void requireUpload(Bucket bucket, UploadRecord upload) throws MetadataException {
        if (upload(bucket.id(), upload.key(), upload.id()) == null) {
            throw new MetadataException(Reason.NO_SUCH_UPLOAD, "upload " + upload.id() + " was completed or aborted");
        }
    }

    private void discard(WriteBatch batch, UploadId upload, PartRecord part) {
        if (!part.data().isInline()) {
            var place = new Place.InUpload(upload, part.number());
            // UploadPartCopy never shares a stream, so only an upload in progress ever named this one.
            GarbageTable.add(batch, new Garbage.OfStream(strayDue(), part.data().stream(), place));
        }
    }

    // Streams

    @Override
    public SegmentJournal begin(StreamId stream, Place place) {
        streams.begin(stream, place);
        return streams.journal(stream, this::strayDue);
    }

    @Override
    public void abandon(StreamId stream, Place place) {
        var batch = new WriteBatch();
        streams.abandon(batch, stream, place, strayDue());
        store.write(batch, Durability.FSYNCED);
    }

    @Override
    public SegmentManifest segment(StreamId stream, int number) {
        return streams.segment(stream, number);
    }

    // Garbage

    @Override
    public List<Garbage> garbageDue(Instant now, int max) {
        return garbage.due(now, max);
    }

    @Override
    public @Nullable Instant nextGarbageDue() {
        return garbage.nextDue();
    }

    @Override
    public boolean isNamed(Garbage entry) {
        return switch (entry) {
            case Garbage.OfStream(Instant _, StreamId stream, Place.InObject(BucketId bucket, String key)) -> {
                ObjectRecord object = object(bucket, key);
                yield object != null
                        && object.content() instanceof ObjectContent.Whole(StoredData data)
                        && data.stream().equals(stream);
            }
            case Garbage.OfStream(Instant _, StreamId stream, Place.InUpload(UploadId upload, int number)) -> {
                PartRecord part = tables.get(Rows.part(upload, number), PartRecord::decode);
                yield part != null && part.data().stream().equals(stream);
            }
            case Garbage.OfParts(Instant _, UploadId upload, Place.InObject(BucketId bucket, String key)) -> {
                ObjectRecord object = object(bucket, key);
                yield upload(bucket, key, upload) != null
                        || (object != null
                                && object.content() instanceof ObjectContent.Parts(UploadId named, int _)
                                && named.equals(upload));
            }
            case Garbage.OfBucket _ -> false;
            case Garbage.OfPiece _ -> false;
        };
    }

    @Override
    public void expand(Garbage entry) {
        switch (entry) {
            case Garbage.OfParts parts -> garbage.expand(parts);
            case Garbage.OfBucket bucket -> garbage.expand(bucket);
            case Garbage.OfStream _, Garbage.OfPiece _ ->
                throw new IllegalArgumentException("stands for one thing: " + entry);
        }
    }

    @Override
    public List<NumberedSegment> segments(StreamId stream, int from, int max) {
        return streams.segments(stream, from, max);
    }

    @Override
    public void segmentReleased(StreamId stream, int number, List<Garbage.OfPiece> left) {
        var batch = new WriteBatch().delete(Rows.segment(stream, number));
        left.forEach(piece -> GarbageTable.add(batch, piece));
        store.write(batch, Durability.FSYNCED);
    }

    @Override
    public void streamReleased(Garbage.OfStream stream) {
        while (!streams.discardSent(stream.stream(), clock.instant())) {
            // each round moves a batch of rows
        }
        var batch = new WriteBatch();
        GarbageTable.remove(batch, stream);
        store.write(batch, Durability.FSYNCED);
    }

    @Override
    public void pieceReleased(Garbage.OfPiece piece, Garbage.@Nullable OfPiece again) {
        var batch = new WriteBatch();
        GarbageTable.remove(batch, piece);
        if (again != null) {
            GarbageTable.add(batch, again);
        }
        store.write(batch, Durability.FSYNCED);
    }

    @Override
    public void close() {
        store.close();
    }

    private Instant strayDue() {
        return clock.instant().plus(grace.stray());
    }
}
