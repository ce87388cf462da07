package network.cairn.gateway.metadata;

import java.time.Instant;
import java.util.List;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.upload.SegmentJournal;
import org.jspecify.annotations.Nullable;

/// The gateway's memory of buckets, objects, uploads and of every stored stream they name or no longer name.
///
/// Each method that changes something is one transaction: it happens whole, is durable when the method returns, and
/// sees its conditions hold at the very moment it happens. Several gateways may share one store. Streams are stored in
/// three steps: {@link #begin} notes that one is being written, its journal notes each piece before it is sent, and the
/// transaction that makes an object or part of it ends the writing. What was begun and neither committed nor abandoned
/// by a gateway that died becomes garbage when that gateway next opens the store.
///
/// What an object names never changes in place: replacing it leaves the old streams as {@link Garbage}, due after a
/// grace period so that reads under way end undisturbed.
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

    /// Deletes an empty bucket. Multipart uploads in progress do not keep it: they become garbage.
    ///
    /// @throws MetadataException `NO_SUCH_BUCKET`, `BUCKET_NOT_EMPTY`
    void deleteBucket(Bucket bucket) throws MetadataException;

    /// The object of this key, or null.
    @Nullable
    ObjectRecord object(BucketId bucket, String key);

    /// Makes this the object of its key. The streams it names are committed, those of the one it replaces garbage.
    ///
    /// @throws MetadataException `NO_SUCH_BUCKET`, `PRECONDITION_FAILED`, `NO_SUCH_KEY`
    void putObject(Bucket bucket, ObjectRecord object, WriteCondition condition) throws MetadataException;

    /// Changes what is said of an object and not its content, which must be what it is at `current`.
    ///
    /// @throws MetadataException `NO_SUCH_BUCKET`, or `PRECONDITION_FAILED` if its content is not that any more
    void replaceAttributes(Bucket bucket, ObjectRecord current, ObjectRecord changed) throws MetadataException;

    /// Deletes an object.
    ///
    /// @return whether there was one
    /// @throws MetadataException `NO_SUCH_BUCKET`, `PRECONDITION_FAILED`, `NO_SUCH_KEY`
    boolean deleteObject(Bucket bucket, String key, WriteCondition condition) throws MetadataException;

    /// A page of a bucket's objects. Rolled-up keys cost a seek for each common prefix, not a look at each key.
    ListPage<ObjectRecord> objects(BucketId bucket, ListQuery query);

    /// @throws MetadataException `NO_SUCH_BUCKET`
    void createUpload(Bucket bucket, UploadRecord upload) throws MetadataException;

    /// The upload in progress of this id and key, or null.
    @Nullable
    UploadRecord upload(BucketId bucket, String key, UploadId upload);

    /// A page of a bucket's uploads in progress, by key, then by age.
    ///
    /// @param afterUpload with `query.after()` a key, uploads of that very key after this one too; or null
    ListPage<UploadRecord> uploads(BucketId bucket, ListQuery query, @Nullable UploadId afterUpload);

    /// Makes this the part of its number. The stream it names is committed, that of the one it replaces garbage.
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
    /// @throws MetadataException `NO_SUCH_UPLOAD`, `NO_SUCH_BUCKET`, `PRECONDITION_FAILED`, `NO_SUCH_KEY`, or
    ///     `NO_SUCH_PART` if a chosen part has been replaced
    void completeUpload(
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

    /// What is to be released now, the longest due first.
    List<Garbage> garbageDue(Instant now, int max);

    /// Whether the one record that could still name this does. Then it must not be released.
    boolean isNamed(Garbage garbage);

    /// Turns garbage that stands for many things into one entry for each.
    void expand(Garbage garbage);

    /// Segments of a stream that is garbage, by number.
    List<NumberedSegment> segments(StreamId stream, int from, int max);

    /// Notes that a garbage stream's segment is released but for these pieces, which become garbage of their own.
    void segmentReleased(StreamId stream, int number, List<Garbage.OfPiece> left);

    /// Notes that all segments of a garbage stream are released. Pieces that were sent for segments that never came
    /// to be stored become garbage of their own.
    void streamReleased(Garbage.OfStream stream);

    /// Notes that a piece is released, or that it is to be tried again.
    void pieceReleased(Garbage.OfPiece piece, Garbage.@Nullable OfPiece again);

    /// When the earliest garbage falls due, or null where there is none.
    @Nullable
    Instant nextGarbageDue();

    @Override
    void close();

    /// A part to become one of an object's.
    ///
    /// @param stream what the part named when it was looked at
    record ChosenPart(int number, StreamId stream) {}

    /// A segment and its number in its stream.
    record NumberedSegment(int number, SegmentManifest segment) {}
}
