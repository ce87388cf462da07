package network.cairn.gateway.metadata;

import java.time.Instant;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.SegmentId;

/// Something that no object names any more and that is to be released from `due` on.
public sealed interface Garbage {
    Instant due();

    /// A stream: its segments' pieces and those of unfinished segments.
    ///
    /// @param place the one record that could name it
    record OfStream(Instant due, StreamId stream, Place place) implements Garbage {}

    /// The sealed bytes of an object in a pack.
    ///
    /// @param pack that holds them
    /// @param stream the object's own
    /// @param place the one record that could name them
    record OfPacked(Instant due, StreamId pack, StreamId stream, Place place) implements Garbage {}

    /// All parts of an upload that was aborted, or of an object that was replaced.
    ///
    /// @param place the one object, or version of one, that could name them
    record OfParts(Instant due, UploadId upload, Place place) implements Garbage {}

    /// All uploads that were in progress in a bucket when it was deleted.
    record OfBucket(Instant due, BucketId bucket) implements Garbage {}

    /// One piece that a node may hold although no segment names it, or that a node did not delete when asked.
    ///
    /// @param attempts deletions tried so far
    record OfPiece(Instant due, SegmentId segment, int index, ActorId node, int attempts) implements Garbage {}
}
