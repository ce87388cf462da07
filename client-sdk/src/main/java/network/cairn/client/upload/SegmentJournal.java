package network.cairn.client.upload;

import java.util.List;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.SegmentId;

/// The caller's durable memory of an upload, so that after a crash no stored piece is forgotten.
///
/// Each method returns only once what it was told is durable.
public interface SegmentJournal {
    /// Piece `index` of a segment is about to be sent to a node. Called before any of its bytes leave.
    void sending(SegmentId segment, int index, ActorId node);

    /// Pieces 0, 1 and so on of a segment are about to be sent, each to the node of that number in the list. The same
    /// as telling of each, but what is told at once can be made durable at once.
    default void sending(SegmentId segment, List<ActorId> nodes) {
        for (int index = 0; index < nodes.size(); index++) {
            sending(segment, index, nodes.get(index));
        }
    }

    /// Segment number `number` of the stream, counted from 0 and in order, is stored.
    void stored(int number, SegmentManifest segment);
}
