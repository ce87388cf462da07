package network.cairn.gateway.metadata;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.upload.SegmentJournal;
import network.cairn.gateway.metadata.MetadataException.Reason;
import network.cairn.gateway.metadata.RowLock.Kind;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A {@link MetadataStore} of ordered rows with transactions.
public final class RowMetadataStore implements MetadataStore {
    private static final Logger LOG = LoggerFactory.getLogger(RowMetadataStore.class);
    private static final int FORMAT_VERSION = 2;
    private static final int FORMAT_VERSION_OLDEST = 1;
    private static final int PARTS_PAGE_MAX = 500;

    private final RowDatabase database;
    private final WriterId writer;
    private final RowTables tables;
    private final BucketTable buckets;
    private final UploadTable uploads;
    private final StreamTable streams;
    private final GarbageTable garbage;
    private final PackTable packs;
    private final GracePeriods grace;
    private final InstantSource clock;
    private final SecureRandom random;
    private final JobTable jobs;
    private final OutboxTable outbox;
    private final ChangeNotes notes;

    /// Where other gateways write too.
    private final @Nullable WriterLeases leases;

    /// @param writerTimeout null where nobody else writes
    private RowMetadataStore(
            RowDatabase database,
            WriterId writer,
            @Nullable Duration writerTimeout,
            GracePeriods grace,
            InstantSource clock,
            SecureRandom random) {
        this.database = database;
        this.writer = writer;
        this.tables = new RowTables(database);
        this.buckets = new BucketTable(database);
        this.uploads = new UploadTable(database);
        this.streams = new StreamTable(database, writer);
        this.garbage = new GarbageTable(database);
        this.packs = new PackTable(database, streams, writer, grace, clock);
        this.grace = grace;
        this.clock = clock;
        this.random = random;
        this.jobs = new JobTable(database, clock);
        this.outbox = new OutboxTable(database, clock, random);
        this.notes = ChangeNotes.NONE;
        this.leases = writerTimeout == null
                ? null
                : new WriterLeases(database, streams, packs, writer, writerTimeout, this::strayDue, clock);
    }

    /// The same metadata, with other notes.
    private RowMetadataStore(RowMetadataStore of, ChangeNotes notes) {
        this.database = of.database;
        this.writer = of.writer;
        this.tables = of.tables;
        this.buckets = of.buckets;
        this.uploads = of.uploads;
        this.streams = of.streams;
        this.garbage = of.garbage;
        this.packs = of.packs;
        this.grace = of.grace;
        this.clock = of.clock;
        this.random = of.random;
        this.jobs = of.jobs;
        this.outbox = of.outbox;
        this.notes = notes;
        this.leases = of.leases;
    }

    /// Opens the metadata of one gateway in a key-value store, which they own from then on, and abandons what
    /// was left unfinished in it.
    ///
    /// @param writer the gateway that writes
    /// @throws IllegalStateException if the store was written by software of a newer format
    public static RowMetadataStore open(
            KeyValueStore store, ActorId writer, GracePeriods grace, InstantSource clock, SecureRandom random) {
        return open(new KeyValueDatabase(store), WriterId.of(writer), grace, clock, random);
    }

    /// Opens metadata in a database that nobody else has open.
    static RowMetadataStore open(
            RowDatabase database, WriterId writer, GracePeriods grace, InstantSource clock, SecureRandom random) {
        var metadata = new RowMetadataStore(database, writer, null, grace, clock, random);
        metadata.checkFormat();
        int abandoned = metadata.streams.abandonAll(metadata.strayDue()) + metadata.packs.abandonAll();
        if (abandoned > 0) {
            LOG.info(
                    "{} uploads were under way when the gateway last stopped; their pieces will be released",
                    abandoned);
        }
        return metadata;
    }

    /// Opens metadata that gateways share, in a database that speaks PostgreSQL's protocol.
    ///
    /// @throws DatabaseException if the database cannot be used
    /// @throws IllegalStateException if the metadata were written by software of a newer format
    public static RowMetadataStore openShared(
            PostgresSettings settings, GracePeriods grace, InstantSource clock, SecureRandom random) {
        var database = PostgresDatabase.open(settings, random);
        try {
            return openShared(database, settings.writerTimeout(), grace, clock, random);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// @param writerTimeout how long a gateway that is not heard of is waited for, before the others give up
    ///     what it has not finished
    static RowMetadataStore openShared(
            RowDatabase database,
            Duration writerTimeout,
            GracePeriods grace,
            InstantSource clock,
            SecureRandom random) {
        var metadata = new RowMetadataStore(database, WriterId.generate(random), writerTimeout, grace, clock, random);
        metadata.checkFormat();
        WriterLeases leases = metadata.leases().orElseThrow();
        leases.beat();
        leases.giveUpGone();
        return metadata;
    }

    /// What gateways that share the metadata share beside them. Need not be closed.
    public SharedDocuments documents() {
        return new SharedDocuments(database);
    }

    /// Whose the metadata are.
    public MetadataOwner owner() {
        return new MetadataOwner(database, writer);
    }

    /// What tells gateways that share the metadata apart; to be started. Empty where nobody else writes.
    public Optional<WriterLeases> leases() {
        return Optional.ofNullable(leases);
    }

    /// Rows of the older format stay as they are until they are written again: each says its own version.
    private void checkFormat() {
        Integer version = tables.get(Rows.FORMAT, value -> new CanonicalReader(value).u8("format version"));
        if (version != null && (version < FORMAT_VERSION_OLDEST || version > FORMAT_VERSION)) {
            throw new IllegalStateException("the metadata have format " + version + ", this software reads "
                    + FORMAT_VERSION_OLDEST + " to " + FORMAT_VERSION + "; start it with a newer version");
        }
        if (version == null || version != FORMAT_VERSION) {
            database.write(new WriteBatch().put(Rows.FORMAT, new byte[] {FORMAT_VERSION}));
        }
    }

    // Buckets

    @Override
    public void createBucket(Bucket bucket) throws MetadataException {
        buckets.create(bucket);
    }

    @Override
    public @Nullable Bucket bucket(String name) {
        return buckets.named(name);
    }

    @Override
    public List<Bucket> buckets(String tenant) {
        return buckets.ofTenant(tenant);
    }

    @Override
    public List<Bucket> allBuckets(String after, int max) {
        return buckets.all(after, max);
    }

    @Override
    public void deleteBucket(Bucket bucket) throws MetadataException {
        buckets.delete(bucket, strayDue());
    }

    @Override
    public Bucket updateSettings(Bucket bucket, SettingsChange change) throws MetadataException {
        return buckets.update(bucket, change);
    }

    @Override
    public Usage usage(BucketId bucket) {
        return UsageTable.of(database, bucket);
    }

    // Objects

    /// What a transaction on the objects of one key works with.
    private final class KeyChange {
        private final RowReader rows;
        private final WriteBatch batch;
        private final Bucket bucket;
        private final String key;
        private final KeyVersions versions;

        KeyChange(RowReader rows, WriteBatch batch, Bucket bucket, String key) throws MetadataException {
            this.rows = rows;
            this.batch = batch;
            this.bucket = BucketTable.require(rows, bucket);
            this.key = key;
            this.versions = new KeyVersions(rows, bucket.id(), key);
        }

        /// Makes this the current version as the bucket's versioning has it.
        ///
        /// @param object an object or a delete marker, its version not decided
        ObjectRecord put(ObjectRecord object) throws MetadataException {
            Versioning versioning = bucket.settings().versioning();
            ObjectRecord newest = versioning == Versioning.OFF ? versions.current() : versions.newest();
            VersionId id = VersionId.next(
                    clock.instant(),
                    random,
                    newest == null ? null : newest.version().id());
            ObjectRecord put = object.withVersion(new ObjectVersion(id, versioning != Versioning.ENABLED));
            Usage change = Usage.of(put);
            if (put.version().isNull()) {
                change = change.minus(replaceNull(put, versioning));
            } else {
                versions.push(batch, put);
            }
            UsageTable.count(rows, batch, bucket.id(), key, change);
            note(put, put.isDeleteMarker() ? Change.MARKED : Change.PUT);
            return put;
        }

        /// Puts what is to be told of a change in the outbox.
        void note(ObjectRecord object, Change change) {
            outbox.add(batch, notes, bucket, object, change);
        }

        /// Puts a null version in the place of the one there may be.
        ///
        /// @return what the replaced one held
        private Usage replaceNull(ObjectRecord put, Versioning versioning) throws MetadataException {
            ObjectRecord current = versions.current();
            if (current != null && current.version().isNull()) {
                requireUnlocked(current, false);
                discard(batch, bucket, current);
                if (put.isDeleteMarker()) {
                    batch.delete(Rows.object(bucket.id(), key));
                    versions.keep(batch, put);
                } else {
                    batch.put(Rows.object(bucket.id(), key), put.encode());
                }
                return Usage.of(current);
            }
            ObjectRecord kept = versioning == Versioning.OFF ? null : versions.find(new VersionName.OfNull());
            if (kept != null) {
                requireUnlocked(kept, false);
                versions.removeKept(batch, kept);
                discard(batch, bucket, kept);
            }
            versions.push(batch, put);
            return kept == null ? Usage.NONE : Usage.of(kept);
        }

        /// Takes a version away for good.
        void remove(ObjectRecord version) {
            versions.remove(batch, version);
            discard(batch, bucket, version);
            UsageTable.count(rows, batch, bucket.id(), key, Usage.NONE.minus(Usage.of(version)));
            note(version, Change.DELETED);
        }

        private void requireUnlocked(ObjectRecord version, boolean bypassGovernance) throws MetadataException {
            if (version.attributes().lock().holds(clock.instant(), bypassGovernance)) {
                throw new MetadataException(
                        Reason.OBJECT_LOCKED,
                        "version " + version.version().name() + " of " + key + " is locked by "
                                + version.attributes().lock());
            }
        }

        private void requireUnversioned() throws MetadataException {
            if (bucket.settings().versioning() != Versioning.OFF) {
                throw new MetadataException(
                        Reason.INVALID_BUCKET_STATE, "bucket " + bucket.name() + " keeps, or kept, versions");
            }
        }
    }

    private static List<RowLock> locks(Bucket bucket, String key) {
        return List.of(
                RowLock.shared(Kind.BUCKET, bucket.id()),
                RowLock.exclusive(Kind.KEY, List.of(bucket.id(), key)),
                UsageTable.lock(bucket.id(), key));
    }

    @Override
    public @Nullable ObjectRecord object(BucketId bucket, String key) {
        return new KeyVersions(database, bucket, key).current();
    }

    @Override
    public @Nullable ObjectRecord newest(BucketId bucket, String key) {
        return database.look(rows -> Optional.ofNullable(new KeyVersions(rows, bucket, key).newest()))
                .orElse(null);
    }

    @Override
    public @Nullable ObjectRecord version(BucketId bucket, String key, VersionName version) {
        return database.look(rows -> Optional.ofNullable(new KeyVersions(rows, bucket, key).find(version)))
                .orElse(null);
    }

    @Override
    public ObjectRecord putObject(Bucket bucket, ObjectRecord object, WriteCondition condition)
            throws MetadataException {
        return database.transact(locks(bucket, object.key()), (rows, batch) -> {
            var change = new KeyChange(rows, batch, bucket, object.key());
            condition.check(change.versions.current());
            ObjectRecord put = change.put(object);
            if (put.content() instanceof ObjectContent.Whole(StoredData data)) {
                commit(rows, batch, data, place(bucket, put));
            }
            return put;
        });
    }

    @Override
    public void replaceAttributes(Bucket bucket, ObjectRecord current, ObjectRecord changed) throws MetadataException {
        database.transact(locks(bucket, current.key()), (rows, batch) -> {
            var change = new KeyChange(rows, batch, bucket, current.key());
            ObjectRecord now = change.versions.current();
            if (now == null || !isSameContent(now.content(), current.content())) {
                throw new MetadataException(
                        Reason.PRECONDITION_FAILED, "the object was replaced while its metadata were changed");
            }
            boolean isKept = change.bucket.settings().versioning() == Versioning.ENABLED
                    || !now.version().isNull();
            if (isKept) {
                throw new MetadataException(
                        Reason.INVALID_BUCKET_STATE, "bucket " + bucket.name() + " keeps the object as it was");
            }
            batch.put(
                    Rows.object(bucket.id(), current.key()),
                    changed.withVersion(now.version())
                            .withContent(now.content())
                            .encode());
            change.note(changed.withVersion(now.version()), Change.PUT);
            return changed;
        });
    }

    @Override
    public ObjectRecord changeAttributes(
            Bucket bucket, String key, @Nullable VersionName version, AttributesChange wanted)
            throws MetadataException {
        return database.transact(locks(bucket, key), (rows, batch) -> {
            var change = new KeyChange(rows, batch, bucket, key);
            ObjectRecord current = version == null ? change.versions.newest() : change.versions.find(version);
            if (current == null || (version == null && current.isDeleteMarker())) {
                throw new MetadataException(
                        version == null ? Reason.NO_SUCH_KEY : Reason.NO_SUCH_VERSION,
                        "there is no such object " + key);
            }
            if (current.isDeleteMarker()) {
                throw new MetadataException(
                        Reason.IS_DELETE_MARKER, "version " + current.version().name() + " is a delete marker");
            }
            ObjectRecord changed = current.withAttributes(wanted.of(current));
            change.versions.replace(batch, changed);
            change.note(changed, Change.DESCRIBED);
            return changed;
        });
    }

    @Override
    public Deletion deleteObject(Bucket bucket, String key, String owner, WriteCondition condition)
            throws MetadataException {
        return database.transact(locks(bucket, key), (rows, batch) -> {
            var change = new KeyChange(rows, batch, bucket, key);
            if (!condition.equals(WriteCondition.NONE)) {
                condition.checkDeletion(change.versions.newest());
            }
            return delete(change, owner);
        });
    }

    private Deletion delete(KeyChange change, String owner) throws MetadataException {
        if (change.bucket.settings().versioning() != Versioning.OFF) {
            ObjectRecord marker = change.put(ObjectRecord.deleteMarker(
                    change.key, ObjectVersion.UNDECIDED, clock.instant().truncatedTo(ChronoUnit.SECONDS), owner));
            return new Deletion(marker.version(), true);
        }
        ObjectRecord current = change.versions.current();
        if (current == null) {
            return new Deletion(null, false);
        }
        change.requireUnlocked(current, false);
        change.remove(current);
        return new Deletion(current.version(), false);
    }

    @Override
    public Deletion expire(Bucket bucket, ObjectRecord seen, Expiry expiry, String owner) throws MetadataException {
        return database.transact(locks(bucket, seen.key()), (rows, batch) -> {
            var change = new KeyChange(rows, batch, bucket, seen.key());
            ObjectRecord now = change.versions.byId(seen.version().id());
            ObjectRecord newest = change.versions.newest();
            boolean isNewest = now != null && newest != null && newest.version().equals(now.version());
            boolean fits = switch (expiry) {
                case CURRENT -> isNewest && !seen.isDeleteMarker();
                case NONCURRENT -> now != null && !isNewest;
                case LONE_MARKER -> isNewest && seen.isDeleteMarker() && change.versions.isAlone(seen);
            };
            boolean sameRules = change.bucket
                    .settings()
                    .get(BucketSetting.LIFECYCLE)
                    .equals(bucket.settings().get(BucketSetting.LIFECYCLE));
            if (!fits
                    || !sameRules
                    || now == null
                    || !now.attributes().tags().equals(seen.attributes().tags())) {
                throw new MetadataException(
                        Reason.PRECONDITION_FAILED, "version " + seen.version() + " is not any more what it was");
            }
            if (expiry == Expiry.CURRENT) {
                return delete(change, owner);
            }
            change.requireUnlocked(now, false);
            change.remove(now);
            return new Deletion(now.version(), now.isDeleteMarker());
        });
    }

    @Override
    public Deletion deleteVersion(
            Bucket bucket, String key, VersionName version, WriteCondition condition, boolean bypassGovernance)
            throws MetadataException {
        return database.transact(locks(bucket, key), (rows, batch) -> {
            var change = new KeyChange(rows, batch, bucket, key);
            ObjectRecord found = change.versions.find(version);
            condition.checkDeletion(found);
            if (found == null) {
                return new Deletion(null, false);
            }
            change.requireUnlocked(found, bypassGovernance);
            change.remove(found);
            return new Deletion(found.version(), found.isDeleteMarker());
        });
    }

    @Override
    public void renameObject(Bucket bucket, String from, String to, WriteCondition source, WriteCondition target)
            throws MetadataException {
        var locks = new ArrayList<>(locks(bucket, from));
        locks.addAll(locks(bucket, to));
        database.transact(locks, (rows, batch) -> {
            var old = new KeyChange(rows, batch, bucket, from);
            old.requireUnversioned();
            ObjectRecord object = old.versions.current();
            source.check(object);
            if (object == null) {
                throw new MetadataException(Reason.NO_SUCH_KEY, "there is no object " + from);
            }
            var renamed = new KeyChange(rows, batch, bucket, to);
            target.check(renamed.versions.current());
            if (from.equals(to)) {
                return object;
            }
            old.requireUnlocked(object, false);
            ObjectRecord put = move(renamed, object.withKey(to), from);
            batch.delete(Rows.object(bucket.id(), from));
            old.note(object, Change.DELETED);
            renamed.note(put, Change.PUT);
            return put;
        });
    }

    /// Puts an object under its new key.
    private ObjectRecord move(KeyChange target, ObjectRecord object, String from) throws MetadataException {
        ObjectRecord replaced = target.versions.current();
        if (replaced != null) {
            target.requireUnlocked(replaced, false);
            discard(target.batch, target.bucket, replaced);
        }
        VersionId id = VersionId.next(
                clock.instant(),
                random,
                replaced == null ? null : replaced.version().id());
        ObjectRecord put = object.withVersion(new ObjectVersion(id, true));
        target.batch.put(Rows.object(target.bucket.id(), target.key), put.encode());
        if (put.content() instanceof ObjectContent.Whole(StoredData data)) {
            packs.name(target.rows, target.batch, data, place(target.bucket, put));
        }
        Usage freed = replaced == null ? Usage.NONE : Usage.of(replaced);
        UsageTable.move(target.rows, target.batch, target.bucket.id(), from, target.key, Usage.of(put), freed);
        return put;
    }

    @Override
    public ObjectRecord append(
            Bucket bucket, ObjectRecord current, PartRecord data, ObjectRecord changed, UploadId upload)
            throws MetadataException {
        return database.transact(locks(bucket, current.key()), (rows, batch) -> {
            var change = new KeyChange(rows, batch, bucket, current.key());
            change.requireUnversioned();
            ObjectRecord now = change.versions.current();
            if (now == null) {
                throw new MetadataException(Reason.NO_SUCH_KEY, "there is no object " + current.key());
            }
            if (!isSameContent(now.content(), current.content()) || now.sizeBytes() != current.sizeBytes()) {
                throw new MetadataException(Reason.WRONG_OFFSET, "the object has " + now.sizeBytes() + " bytes by now");
            }
            change.requireUnlocked(now, false);
            ObjectContent.Parts before = inParts(rows, batch, now, upload);
            if (before.count() >= PartRecord.NUMBER_MAX) {
                throw new MetadataException(
                        Reason.TOO_MANY_PARTS, "an object takes at most " + PartRecord.NUMBER_MAX + " appends");
            }
            int number = lastPart(rows, before) + 1;
            var part = new PartRecord(number, data.etag(), data.lastModified(), data.checksums(), data.data());
            batch.put(Rows.part(before.upload(), number), part.encode());
            commit(rows, batch, data.data(), new Place.InUpload(before.upload(), number));
            ObjectRecord longer = new ObjectRecord(
                    now.key(),
                    now.version(),
                    now.sizeBytes() + data.sizeBytes(),
                    changed.etag(),
                    changed.lastModified(),
                    now.attributes(),
                    changed.checksums(),
                    new ObjectContent.Parts(before.upload(), before.count() + 1));
            batch.put(Rows.object(bucket.id(), now.key()), longer.encode());
            UsageTable.count(rows, batch, bucket.id(), now.key(), new Usage(0, data.sizeBytes()));
            change.note(longer, Change.PUT);
            return longer;
        });
    }

    /// An object's content as parts: a whole one becomes the first part, under a new upload id.
    private ObjectContent.Parts inParts(RowReader rows, WriteBatch batch, ObjectRecord object, UploadId upload)
            throws MetadataException {
        return switch (object.content()) {
            case ObjectContent.Parts parts -> parts;
            case ObjectContent.Whole(StoredData data) -> {
                var first = new PartRecord(1, object.etag(), object.lastModified(), object.checksums(), data);
                batch.put(Rows.part(upload, 1), first.encode());
                packs.name(rows, batch, data, new Place.InUpload(upload, 1));
                yield new ObjectContent.Parts(upload, 1);
            }
            case ObjectContent.Deleted _ -> throw new IllegalArgumentException("a delete marker has no content");
        };
    }

    private static int lastPart(RowReader rows, ObjectContent.Parts parts) {
        int last = parts.count() == 1 ? 1 : 0;
        List<PartRecord> page;
        do {
            page = UploadTable.parts(rows, parts.upload(), last, PARTS_PAGE_MAX);
            last = page.isEmpty() ? last : page.getLast().number();
        } while (page.size() == PARTS_PAGE_MAX);
        return last;
    }

    @Override
    public ListPage<ObjectRecord> objects(BucketId bucket, ListQuery query) {
        int keyAt = Rows.objects(bucket).length;
        var layout = new PrefixListing.Layout<ObjectRecord>(
                prefix -> Rows.object(bucket, prefix),
                key -> Rows.join(Rows.object(bucket, key), new byte[1]),
                row -> new String(row.key(), keyAt, row.key().length - keyAt, StandardCharsets.UTF_8),
                row -> RowTables.decode(row, entry -> ObjectRecord.decode(entry.value())));
        return new PrefixListing<>(database, layout).page(query);
    }

    private static boolean isSameContent(ObjectContent one, ObjectContent other) {
        return switch (one) {
            case ObjectContent.Whole(StoredData data) ->
                other instanceof ObjectContent.Whole(StoredData otherData)
                        && data.stream().equals(otherData.stream());
            case ObjectContent.Parts parts -> parts.equals(other);
            case ObjectContent.Deleted _ -> false;
        };
    }

    /// Ends the writing of data that the record at `place` names from now on.
    private void commit(RowReader rows, WriteBatch batch, StoredData data, Place place) throws MetadataException {
        if (data.slot() != null) {
            packs.name(rows, batch, data, place);
        } else if (!data.isInline()) {
            streams.commit(rows, batch, data.stream(), strayDue());
        }
    }

    private static Place place(Bucket bucket, ObjectRecord version) {
        return new Place.InVersion(bucket.id(), version.key(), version.version().id());
    }

    /// Makes garbage of what a version that is about to go names.
    private void discard(WriteBatch batch, Bucket bucket, ObjectRecord version) {
        Place place = place(bucket, version);
        Instant due = clock.instant().plus(grace.reader());
        switch (version.content()) {
            case ObjectContent.Whole(StoredData data) -> GarbageTable.add(batch, data, due, place);
            case ObjectContent.Parts(UploadId upload, int _) ->
                GarbageTable.add(batch, new Garbage.OfParts(due, upload, place));
            case ObjectContent.Deleted _ -> {}
        }
    }

    @Override
    public VersionPage versions(BucketId bucket, VersionQuery query) {
        return database.look(rows -> new VersionListing(rows, bucket, query).page());
    }

    // Multipart uploads

    @Override
    public void createUpload(Bucket bucket, UploadRecord upload) throws MetadataException {
        database.transact(List.of(RowLock.shared(Kind.BUCKET, bucket.id())), (rows, batch) -> {
            BucketTable.require(rows, bucket);
            return batch.put(Rows.upload(bucket.id(), upload.key(), upload.id()), upload.encode());
        });
    }

    @Override
    public @Nullable UploadRecord upload(BucketId bucket, String key, UploadId upload) {
        return tables.get(Rows.upload(bucket, key, upload), UploadRecord::decode);
    }

    @Override
    public ListPage<UploadRecord> uploads(BucketId bucket, ListQuery query, @Nullable UploadId afterUpload) {
        return uploads.page(bucket, query, afterUpload);
    }

    @Override
    public void putPart(Bucket bucket, UploadRecord upload, PartRecord part) throws MetadataException {
        database.transact(UploadTable.locks(bucket, upload), (rows, batch) -> {
            BucketTable.require(rows, bucket);
            UploadTable.require(rows, bucket, upload);
            PartRecord current = new RowTables(rows).get(Rows.part(upload.id(), part.number()), PartRecord::decode);
            batch.put(Rows.part(upload.id(), part.number()), part.encode());
            commit(rows, batch, part.data(), new Place.InUpload(upload.id(), part.number()));
            long replaced = 0;
            if (current != null) {
                UploadTable.discard(batch, upload.id(), current, strayDue());
                replaced = current.sizeBytes();
            }
            UsageTable.countParts(rows, batch, bucket.id(), upload.key(), part.sizeBytes() - replaced);
            return part;
        });
    }

    @Override
    public List<PartRecord> parts(UploadId upload, int after, int max) {
        return UploadTable.parts(database, upload, after, max);
    }

    @Override
    public ObjectRecord completeUpload(
            Bucket bucket, UploadRecord upload, ObjectRecord object, List<ChosenPart> chosen, WriteCondition condition)
            throws MetadataException {
        var locks = new ArrayList<>(locks(bucket, object.key()));
        locks.addAll(UploadTable.locks(bucket, upload));
        return database.transact(locks, (rows, batch) -> {
            var change = new KeyChange(rows, batch, bucket, object.key());
            UploadTable.require(rows, bucket, upload);
            condition.check(change.versions.current());
            batch.delete(Rows.upload(bucket.id(), upload.key(), upload.id()));
            long bytes = UploadTable.discardUnchosen(rows, batch, upload.id(), chosen, strayDue());
            UsageTable.countParts(rows, batch, bucket.id(), upload.key(), -bytes);
            return change.put(object);
        });
    }

    @Override
    public void abortUpload(Bucket bucket, UploadRecord upload) throws MetadataException {
        database.transact(UploadTable.locks(bucket, upload), (rows, batch) -> {
            UploadTable.require(rows, bucket, upload);
            batch.delete(Rows.upload(bucket.id(), upload.key(), upload.id()));
            UsageTable.countParts(rows, batch, bucket.id(), upload.key(), -UploadTable.partsBytes(rows, upload.id()));
            var place = new Place.InObject(bucket.id(), upload.key());
            GarbageTable.add(batch, new Garbage.OfParts(strayDue(), upload.id(), place));
            return upload;
        });
    }

    // Streams

    @Override
    public SegmentJournal begin(StreamId stream, Place place) {
        streams.begin(stream, place);
        return streams.journal(stream, this::strayDue);
    }

    @Override
    public void abandon(StreamId stream, Place place) {
        try {
            streams.abandon(stream, place, strayDue());
        } catch (DatabaseException e) {
            if (leases == null || !leases.abandonLater(stream, place)) {
                throw e;
            }
        }
    }

    @Override
    public SegmentManifest segment(StreamId stream, int number) {
        return streams.segment(stream, number);
    }

    @Override
    public Packs packs() {
        return packs;
    }

    // Garbage

    @Override
    public List<Garbage> garbageDue(Instant now, int max) {
        // Two that release the same do no harm, but the work of it twice.
        return leases != null && !leases.isFirst() ? List.of() : garbage.due(now, max);
    }

    @Override
    public @Nullable Instant nextGarbageDue() {
        return garbage.nextDue();
    }

    @Override
    public boolean isNamed(Garbage entry) {
        return new NamedData(database, packs).isNamed(entry);
    }

    @Override
    public void expand(Garbage entry) {
        switch (entry) {
            case Garbage.OfParts parts -> garbage.expand(parts);
            case Garbage.OfBucket bucket -> garbage.expand(bucket);
            case Garbage.OfStream _, Garbage.OfPacked _, Garbage.OfPiece _ ->
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
        database.write(batch);
    }

    @Override
    public void streamReleased(Garbage.OfStream stream) {
        while (!streams.discardSent(stream.stream(), clock.instant())) {
            // each round moves a batch of rows
        }
        var batch = new WriteBatch();
        GarbageTable.remove(batch, stream);
        if (stream.place() instanceof Place.OfPack) {
            packs.forget(batch, stream.stream());
        }
        database.write(batch);
    }

    @Override
    public void pieceReleased(Garbage.OfPiece piece, Garbage.@Nullable OfPiece again) {
        var batch = new WriteBatch();
        GarbageTable.remove(batch, piece);
        if (again != null) {
            GarbageTable.add(batch, again);
        }
        database.write(batch);
    }

    // Work in the background

    @Override
    public Jobs jobs() {
        return jobs;
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public MetadataStore noting(ChangeNotes newNotes) {
        return new RowMetadataStore(this, newNotes);
    }

    @Override
    public void close() {
        try (database) {
            if (leases != null) {
                leases.close();
            }
        }
    }

    private Instant strayDue() {
        return clock.instant().plus(grace.stray());
    }
}
