package network.cairn.gateway.metadata;

import java.time.Instant;
import java.util.List;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.upload.SegmentJournal;
import org.jspecify.annotations.Nullable;

/// The gateway's memory of buckets, objects, uploads and of every stored stream they name or no longer name.
///
/// Each method that changes something is one transaction: it happens whole, is durable when the method
/// returns, and sees its conditions hold at the very moment it happens. Several gateways may share one store.
/// Streams are stored in three steps: {@link #begin} notes that one is being written, its journal notes each
/// piece before it is sent, and the transaction that makes an object or part of it ends the writing. What was
/// begun and neither committed nor abandoned by a gateway that died becomes garbage: when the store is next
/// opened, or where gateways share it, once that one has not been heard of for long.
///
/// What an object names never changes in place: replacing it leaves the old streams as {@link Garbage}, due
/// after a grace period so that reads under way end undisturbed.
///
/// Safe for use by many threads. A failing disk or database shows as an unchecked exception.
public interface MetadataStore extends AutoCloseable {
    /// The most buckets a tenant may have.
    int BUCKETS_PER_TENANT_MAX = 1000;

    /// @throws MetadataException `BUCKET_EXISTS` whoever owns it, `TOO_MANY_BUCKETS`
    void createBucket(Bucket bucket) throws MetadataException;

    /// The bucket of this name, or null.
    @Nullable
    Bucket bucket(String name);

    /// A tenant's buckets by name.
    List<Bucket> buckets(String tenant);

    /// All tenants' buckets by name.
    ///
    /// @param after only names greater than this; empty for all
    List<Bucket> allBuckets(String after, int max);

    /// Deletes an empty bucket: without any version of an object. Multipart uploads in progress do not keep it:
    /// they become garbage.
    ///
    /// @throws MetadataException `NO_SUCH_BUCKET`, `BUCKET_NOT_EMPTY`
    void deleteBucket(Bucket bucket) throws MetadataException;

    /// Changes what is set of a bucket.
    ///
    /// @return the bucket as it is then
    /// @throws MetadataException `NO_SUCH_BUCKET`, or what the change throws
    Bucket updateSettings(Bucket bucket, SettingsChange change) throws MetadataException;

    /// What a bucket holds now.
    Usage usage(BucketId bucket);

    /// The current object of this key; null where there is none or the key was deleted.
    @Nullable
    ObjectRecord object(BucketId bucket, String key);

    /// The newest version of this key, which may be a delete marker; null where there is none.
    @Nullable
    ObjectRecord newest(BucketId bucket, String key);

    /// A version, which may be a delete marker, or null where there is none of this name.
    @Nullable
    ObjectRecord version(BucketId bucket, String key, VersionName version);

    /// Makes this the current object of its key. The streams it names are committed. Where the bucket keeps
    /// versions the one before it stays; otherwise its streams become garbage.
    ///
    /// @return the object with the version it got
    /// @throws MetadataException `NO_SUCH_BUCKET`, `PRECONDITION_FAILED`, `NO_SUCH_KEY`, `OBJECT_LOCKED`
    ObjectRecord putObject(Bucket bucket, ObjectRecord object, WriteCondition condition) throws MetadataException;

    /// Puts an object anew with other attributes and the same content, which must be what it is at `current`.
    ///
    /// @throws MetadataException `NO_SUCH_BUCKET`; `PRECONDITION_FAILED` if its content is not that any more;
    ///     `INVALID_BUCKET_STATE` if the bucket would keep the object as it was, as then two would share their
    ///     content
    void replaceAttributes(Bucket bucket, ObjectRecord current, ObjectRecord changed) throws MetadataException;

    /// Changes what is said of a version in place.
    ///
    /// @param version null for the current object
    /// @return the version as it is then
    /// @throws MetadataException `NO_SUCH_BUCKET`, `NO_SUCH_KEY`, `NO_SUCH_VERSION`, `IS_DELETE_MARKER`, or
    ///     what the
    ///     change throws
    ObjectRecord changeAttributes(Bucket bucket, String key, @Nullable VersionName version, AttributesChange change)
            throws MetadataException;

    /// Deletes an object: for good, or by a delete marker where its bucket keeps versions.
    ///
    /// @param owner the tenant that a delete marker is of
    /// @throws MetadataException `NO_SUCH_BUCKET`, `PRECONDITION_FAILED`, `NO_SUCH_KEY`, `OBJECT_LOCKED`
    Deletion deleteObject(Bucket bucket, String key, String owner, WriteCondition condition) throws MetadataException;

    /// Deletes one version for good.
    ///
    /// @param bypassGovernance whether who asks may bypass the governance mode, and asked for it
    /// @throws MetadataException `NO_SUCH_BUCKET`, `PRECONDITION_FAILED`, `NO_SUCH_KEY`, `OBJECT_LOCKED`
    Deletion deleteVersion(
            Bucket bucket, String key, VersionName version, WriteCondition condition, boolean bypassGovernance)
            throws MetadataException;

    /// Takes a version away that its bucket's lifecycle rules let expire.
    ///
    /// @param bucket as it was looked at: its lifecycle rules must be those still
    /// @param seen as it was looked at: it must be that still, with the same tags
    /// @param owner the tenant that a delete marker is of
    /// @throws MetadataException `NO_SUCH_BUCKET`, `OBJECT_LOCKED`, `PRECONDITION_FAILED` if it is not as it was
    Deletion expire(Bucket bucket, ObjectRecord seen, Expiry expiry, String owner) throws MetadataException;

    /// Gives an object another key, in a bucket that never kept versions.
    ///
    /// @param source what must hold of the object
    /// @param target what must hold of the one it replaces
    /// @throws MetadataException `NO_SUCH_BUCKET`, `NO_SUCH_KEY`, `PRECONDITION_FAILED`, `INVALID_BUCKET_STATE`
    void renameObject(Bucket bucket, String from, String to, WriteCondition source, WriteCondition target)
            throws MetadataException;

    /// Appends stored bytes to an object, in a bucket that never kept versions. A whole object becomes one of
    /// parts.
    ///
    /// @param current the object they are appended to, of which no more must be stored by now
    /// @param data the bytes, committed with this
    /// @param changed what is to be said of the longer object; its content is not looked at
    /// @param upload under which the parts of an object that was whole are kept from now on
    /// @throws MetadataException `NO_SUCH_BUCKET`, `NO_SUCH_KEY`, `WRONG_OFFSET`, `TOO_MANY_PARTS`,
    ///     `INVALID_BUCKET_STATE`
    ObjectRecord append(Bucket bucket, ObjectRecord current, PartRecord data, ObjectRecord changed, UploadId upload)
            throws MetadataException;

    /// A page of a bucket's objects. Rolled-up keys cost a seek for each common prefix, not a look at each key.
    ListPage<ObjectRecord> objects(BucketId bucket, ListQuery query);

    /// A page of all versions in a bucket, by key, the newest of a key first.
    VersionPage versions(BucketId bucket, VersionQuery query);

    /// @throws MetadataException `NO_SUCH_BUCKET`
    void createUpload(Bucket bucket, UploadRecord upload) throws MetadataException;

    /// The upload in progress of this id and key, or null.
    @Nullable
    UploadRecord upload(BucketId bucket, String key, UploadId upload);

    /// A page of a bucket's uploads in progress, by key, then by age.
    ///
    /// @param afterUpload with `query.after()` a key, uploads of that very key after this one too; or null
    ListPage<UploadRecord> uploads(BucketId bucket, ListQuery query, @Nullable UploadId afterUpload);

    /// Makes this the part of its number. The stream it names is committed, that of the one it replaces
    /// garbage.
    ///
    /// @throws MetadataException `NO_SUCH_UPLOAD`, also if it was completed or aborted in the meantime
    void putPart(Bucket bucket, UploadRecord upload, PartRecord part) throws MetadataException;

    /// Parts of an upload, or of an object that came of one, by ascending number.
    ///
    /// @param after only numbers greater than this
    List<PartRecord> parts(UploadId upload, int after, int max);

    /// Makes the chosen parts an object and the others garbage, and ends the upload.
    ///
    /// @param object its content is the parts of this upload
    /// @param chosen the parts by ascending number
    /// @return the object with the version it got
    /// @throws MetadataException `NO_SUCH_UPLOAD`, `NO_SUCH_BUCKET`, `PRECONDITION_FAILED`, `NO_SUCH_KEY`, or
    ///     `NO_SUCH_PART` if a chosen part has been replaced
    ObjectRecord completeUpload(
            Bucket bucket, UploadRecord upload, ObjectRecord object, List<ChosenPart> chosen, WriteCondition condition)
            throws MetadataException;

    /// Ends an upload, its parts becoming garbage.
    ///
    /// @throws MetadataException `NO_SUCH_UPLOAD`
    void abortUpload(Bucket bucket, UploadRecord upload) throws MetadataException;

    /// Notes that a stream is being written, for a place that will name it once it is committed.
    ///
    /// @return the journal its upload tells
    SegmentJournal begin(StreamId stream, Place place);

    /// Notes that a stream that was begun will not be committed: it becomes garbage.
    void abandon(StreamId stream, Place place);

    /// Segment `number` of a stream.
    ///
    /// @throws IllegalStateException if there is none, which for a stream an object names cannot be
    SegmentManifest segment(StreamId stream, int number);

    /// The packs that small objects are in.
    Packs packs();

    /// What is to be released now, the longest due first. Where gateways share the metadata one of them is
    /// told.
    List<Garbage> garbageDue(Instant now, int max);

    /// Whether the one record that could still name this does. Then it must not be released.
    boolean isNamed(Garbage garbage);

    /// Turns garbage that stands for many things into one entry for each.
    void expand(Garbage garbage);

    /// Segments of a stream that is garbage, by number.
    List<NumberedSegment> segments(StreamId stream, int from, int max);

    /// Notes that a garbage stream's segment is released but for these pieces, which become garbage of their
    /// own.
    void segmentReleased(StreamId stream, int number, List<Garbage.OfPiece> left);

    /// Notes that all segments of a garbage stream are released. Pieces that were sent for segments that never
    /// came to be stored become garbage of their own.
    void streamReleased(Garbage.OfStream stream);

    /// Notes that a piece is released, or that it is to be tried again.
    void pieceReleased(Garbage.OfPiece piece, Garbage.@Nullable OfPiece again);

    /// When the earliest garbage falls due, or null where there is none.
    @Nullable
    Instant nextGarbageDue();

    /// Who works on what in the background.
    Jobs jobs();

    /// What is to be told to others.
    Outbox outbox();

    /// These metadata, changed through which, what `notes` says of each change goes to the outbox in the same
    /// transaction. Need not be closed.
    MetadataStore noting(ChangeNotes notes);

    @Override
    void close();

    /// A part to become one of an object's.
    ///
    /// @param stream what the part named when it was looked at
    record ChosenPart(int number, StreamId stream) {}

    /// What came of a deletion.
    ///
    /// @param version the version that was deleted for good, or the delete marker that was made; null where
    ///     nothing was
    ///     there
    /// @param isDeleteMarker whether that version is a delete marker
    record Deletion(@Nullable ObjectVersion version, boolean isDeleteMarker) {}

    /// Decides what is to be set of a bucket.
    @FunctionalInterface
    interface SettingsChange {
        /// @param bucket as it is now
        BucketSettings of(Bucket bucket) throws MetadataException;
    }

    /// Decides what is to be said of an object.
    @FunctionalInterface
    interface AttributesChange {
        /// @param object as it is now
        ObjectAttributes of(ObjectRecord object) throws MetadataException;
    }

    /// A segment and its number in its stream.
    record NumberedSegment(int number, SegmentManifest segment) {}
}
