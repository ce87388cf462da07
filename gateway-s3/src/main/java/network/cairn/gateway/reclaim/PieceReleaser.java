package network.cairn.gateway.reclaim;

import java.util.Collection;
import java.util.List;
import network.cairn.client.release.PieceLocation;
import network.cairn.proofs.id.SegmentId;

/// Deletes pieces from their nodes, as the client's `SegmentRelease` does.
@FunctionalInterface
public interface PieceReleaser {
    /// @return the pieces whose node did not confirm
    List<PieceLocation> release(SegmentId segment, Collection<PieceLocation> pieces) throws InterruptedException;
}
