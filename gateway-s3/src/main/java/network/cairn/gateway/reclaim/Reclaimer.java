package network.cairn.gateway.reclaim;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.release.PieceLocation;
import network.cairn.gateway.metadata.Garbage;
import network.cairn.gateway.metadata.MetadataStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Releases garbage that has fallen due: deletes its pieces at their nodes, then forgets it.
///
/// Runs on a virtual thread of its own between {@link #start()} and {@link #close()}. What it has done is in the
/// metadata after every step, so it goes on where it was after a crash, and doing a step twice does no harm. A
/// piece whose node does not confirm is tried again, each time after twice as long, up to {@link #RETRY_DELAY_MAX},
/// for ever: a node that comes back after months is still asked to delete. Before anything is released, the one
/// record that could still name it is looked at; if it does, a bug has made garbage of something alive, and it is
/// left alone.
///
/// It does not wait for readers: that garbage of replaced objects falls due only after a grace period is what lets
/// reads under way end.
public final class Reclaimer implements AutoCloseable {
    static final Duration RETRY_DELAY_MIN = Duration.ofSeconds(30);
    static final Duration RETRY_DELAY_MAX = Duration.ofHours(6);

    private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);
    private static final Duration IDLE_DELAY = Duration.ofSeconds(1);
    private static final int ENTRIES_MAX = 64;
    private static final int SEGMENTS_PAGE_MAX = 16;
    private static final int DOUBLINGS_MAX = 20;

    private final MetadataStore metadata;
    private final PieceReleaser releaser;
    private final InstantSource clock;
    private final Semaphore entriesAtOnce;
    private @Nullable Thread thread;

    /// @param entriesAtOnceMax streams and pieces being released at once
    public Reclaimer(MetadataStore metadata, PieceReleaser releaser, int entriesAtOnceMax, InstantSource clock) {
        this.metadata = metadata;
        this.releaser = releaser;
        this.clock = clock;
        this.entriesAtOnce = new Semaphore(entriesAtOnceMax);
    }

    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofVirtual().name("reclaimer").start(this::run);
        }
    }

    /// Stops and waits until nothing of it runs any more.
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = thread;
            thread = null;
        }
        if (running == null) {
            return;
        }
        running.interrupt();
        boolean interrupted = false;
        while (true) {
            try {
                running.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                int released = 0;
                try {
                    released = releaseDue();
                } catch (RuntimeException e) {
                    LOG.error("Releasing garbage failed; it goes on after {}", IDLE_DELAY, e);
                }
                if (released == 0) {
                    Thread.sleep(IDLE_DELAY);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The reclaimer stops", e);
        }
    }

    /// Works on what is due now, one batch of it.
    ///
    /// @return how many entries were worked on; some may be due again later, or stand for more that is due now
    public int releaseDue() throws InterruptedException {
        List<Garbage> due = metadata.garbageDue(clock.instant(), ENTRIES_MAX);
        int named = 0;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> releases = new ArrayList<>();
            for (Garbage garbage : due) {
                releases.add(executor.submit(task(garbage)));
            }
            for (Future<Boolean> release : releases) {
                try {
                    named += release.get() ? 0 : 1;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("an entry of garbage could not be released", e.getCause());
                } catch (InterruptedException e) {
                    executor.shutdownNow();
                    throw e;
                }
            }
        }
        return due.size() - named;
    }

    private Callable<Boolean> task(Garbage garbage) {
        return () -> {
            entriesAtOnce.acquire();
            try {
                return release(garbage);
            } finally {
                entriesAtOnce.release();
            }
        };
    }

    /// @return false if it was left alone
    private boolean release(Garbage garbage) throws InterruptedException {
        if (metadata.isNamed(garbage)) {
            LOG.error("{} is garbage and named at once; it is left alone", garbage);
            return false;
        }
        switch (garbage) {
            case Garbage.OfParts parts -> metadata.expand(parts);
            case Garbage.OfBucket bucket -> metadata.expand(bucket);
            case Garbage.OfStream stream -> release(stream);
            case Garbage.OfPacked packed -> metadata.packs().release(packed);
            case Garbage.OfPiece piece -> release(piece);
        }
        return true;
    }

    private void release(Garbage.OfStream stream) throws InterruptedException {
        List<MetadataStore.NumberedSegment> segments;
        do {
            segments = metadata.segments(stream.stream(), 0, SEGMENTS_PAGE_MAX);
            for (MetadataStore.NumberedSegment numbered : segments) {
                SegmentManifest segment = numbered.segment();
                List<PieceLocation> pieces = segment.pieces().stream()
                        .map(piece -> new PieceLocation(piece.index(), piece.node()))
                        .toList();
                List<Garbage.OfPiece> left = releaser.release(segment.id(), pieces).stream()
                        .map(piece -> new Garbage.OfPiece(retryAt(1), segment.id(), piece.index(), piece.node(), 1))
                        .toList();
                metadata.segmentReleased(stream.stream(), numbered.number(), left);
            }
        } while (!segments.isEmpty());
        metadata.streamReleased(stream);
    }

    private void release(Garbage.OfPiece piece) throws InterruptedException {
        var location = new PieceLocation(piece.index(), piece.node());
        boolean released = releaser.release(piece.segment(), List.of(location)).isEmpty();
        int attempts = Math.min(piece.attempts() + 1, Integer.MAX_VALUE - 1);
        metadata.pieceReleased(
                piece,
                released
                        ? null
                        : new Garbage.OfPiece(
                                retryAt(attempts), piece.segment(), piece.index(), piece.node(), attempts));
    }

    private Instant retryAt(int attempts) {
        Duration delay = RETRY_DELAY_MIN.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_MAX));
        return clock.instant().plus(delay.compareTo(RETRY_DELAY_MAX) < 0 ? delay : RETRY_DELAY_MAX);
    }
}
