package network.cairn.client.release;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.SegmentId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the pieces of a segment from the nodes that hold them. Safe for use by many threads, and to repeat.
public final class SegmentRelease {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentRelease.class);

    private final StorageNetwork network;
    private final Duration deleteTimeout;
    private final Semaphore permits;

    /// @param deleteTimeout a node that has not answered after this long counts as not having confirmed
    /// @param concurrencyMax deletions under way at once, all callers together
    public SegmentRelease(StorageNetwork network, Duration deleteTimeout, int concurrencyMax) {
        if (!deleteTimeout.isPositive() || concurrencyMax < 1) {
            throw new IllegalArgumentException("deletions of at most " + deleteTimeout + ", " + concurrencyMax
                    + " at once: both must be positive");
        }
        this.network = network;
        this.deleteTimeout = deleteTimeout;
        this.permits = new Semaphore(concurrencyMax, true);
    }

    /// Deletes every piece that a manifest names.
    ///
    /// @return the pieces whose node did not confirm; try these again later
    public List<PieceLocation> release(SegmentManifest segment) throws InterruptedException {
        return release(
                segment.id(),
                segment.pieces().stream()
                        .map(piece -> new PieceLocation(piece.index(), piece.node()))
                        .toList());
    }

    /// Deletes pieces from where they are or may be, such as those that an upload's journal names.
    ///
    /// @return the pieces whose node did not confirm; try these again later
    public List<PieceLocation> release(SegmentId segment, Collection<PieceLocation> pieces)
            throws InterruptedException {
        var left = new ArrayList<PieceLocation>();
        var locations = List.copyOf(pieces);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var deletions = executor.invokeAll(locations.stream()
                    .map(location -> deletion(segment, location))
                    .toList());
            for (int i = 0; i < locations.size(); i++) {
                var deletion = deletions.get(i);
                switch (deletion.state()) {
                    case SUCCESS -> {
                        if (!deletion.resultNow()) {
                            left.add(locations.get(i));
                        }
                    }
                    case FAILED -> {
                        LOG.warn("Releasing {} of segment {}", locations.get(i), segment, deletion.exceptionNow());
                        left.add(locations.get(i));
                    }
                    default -> left.add(locations.get(i));
                }
            }
        }
        return List.copyOf(left);
    }

    private Callable<Boolean> deletion(SegmentId segment, PieceLocation location) {
        PieceId piece = PieceId.ofSegment(segment, location.index());
        return () -> {
            permits.acquire();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                Callable<@Nullable Void> delete = () -> {
                    network.node(location.node()).delete(piece);
                    return null;
                };
                var answer = executor.invokeAll(List.of(delete), deleteTimeout.toNanos(), TimeUnit.NANOSECONDS)
                        .getFirst();
                switch (answer.state()) {
                    case SUCCESS -> {
                        return true;
                    }
                    case FAILED -> LOG.debug("Piece {} stays on its node", piece, answer.exceptionNow());
                    default -> LOG.debug("Piece {} stays on its node: no answer in {}", piece, deleteTimeout);
                }
                return false;
            } finally {
                permits.release();
            }
        };
    }
}
