package network.cairn.client;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.release.PieceLocation;
import network.cairn.client.upload.SegmentJournal;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.SegmentId;

/// A journal in memory, for the tests: remembers what it was told.
public final class RecordingJournal implements SegmentJournal {
    public record Sent(SegmentId segment, PieceLocation location) {}

    private final Set<Sent> sent = new HashSet<>();
    private final List<SegmentManifest> segments = new ArrayList<>();

    @Override
    public synchronized void sending(SegmentId segment, int index, ActorId node) {
        sent.add(new Sent(segment, new PieceLocation(index, node)));
    }

    @Override
    public synchronized void stored(int number, SegmentManifest segment) {
        if (number != segments.size()) {
            throw new IllegalStateException("segment " + number + " stored after " + segments.size());
        }
        segments.add(segment);
    }

    public synchronized List<SegmentManifest> segments() {
        return List.copyOf(segments);
    }

    public synchronized Set<Sent> sent() {
        return Set.copyOf(sent);
    }

    /// The pieces that may be on a node.
    public synchronized Set<PieceId> piecesSentTo(ActorId node) {
        var pieces = new HashSet<PieceId>();
        for (Sent each : sent) {
            if (each.location().node().equals(node)) {
                pieces.add(PieceId.ofSegment(each.segment(), each.location().index()));
            }
        }
        return pieces;
    }
}
