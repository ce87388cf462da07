package network.cairn.client.upload;

import network.cairn.client.manifest.SegmentManifest;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.SegmentId;

/// The caller's durable memory of an upload, so that after a crash no stored piece is forgotten.
///
/// Each method returns only once what it was told is durable.
public interface SegmentJournal {
    /// Piece `index` of a segment is about to be sent to a node. Called before any of its bytes leave.
    void sending(SegmentId segment, int index, ActorId node);

    /// Segment number `number` of the stream, counted from 0 and in order, is stored.
    void stored(int number, SegmentManifest segment);
}
