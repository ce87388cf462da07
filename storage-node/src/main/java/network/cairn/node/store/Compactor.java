package network.cairn.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.node.store.IndexEntry.Location;
import network.cairn.node.store.RecordFormat.Header;
import network.cairn.proofs.id.PieceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives back the room of deleted pieces: copies what is alive out of a mostly dead log, then deletes the
/// log.
///
/// Alive is a live piece, and a deleted one within its trash period. A tombstone is copied while an older
/// copy of its piece is in any other log, else a rebuilt index would bring that copy back to life. The
/// order makes a crash harmless at each step: copies durable, index synced, file deleted, folder synced,
/// index cleared. Until the file is gone both copies are there under one sequence, and either serves.
/// Copying keeps to a rate, so that clients are not slowed.
final class Compactor {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
    private static final int COPIES_UNDER_WAY_MAX = 64;

    private final LogSet logs;
    private final PieceIndex index;
    private final GroupCommitter committer;
    private final StoreHealth health;
    private final StoreLimits limits;
    private final InstantSource clock;
    private final Throttle throttle;

    Compactor(
            LogSet logs,
            PieceIndex index,
            GroupCommitter committer,
            StoreHealth health,
            StoreLimits limits,
            InstantSource clock) {
        this.logs = logs;
        this.index = index;
        this.committer = committer;
        this.health = health;
        this.limits = limits;
        this.clock = clock;
        this.throttle = new Throttle(limits.compactBytesPerSecondMax());
    }

    /// Ends a compaction under way, and all to come, after the piece in hand.
    void stop() {
        throttle.stop();
    }

    /// Compacts every sealed log that is due. A log with a damaged piece is left as it is.
    ///
    /// @return the logs deleted
    synchronized int compact() throws StoreException {
        int deleted = 0;
        Map<Long, Long> aliveBytes = aliveBytes();
        List<PieceLog> candidates = logs.sealed().stream()
                .sorted(Comparator.comparing(log -> aliveBytes.getOrDefault(log.number(), 0L)))
                .toList();
        for (PieceLog log : candidates) {
            health.requireWritable();
            long alive = aliveBytes.getOrDefault(log.number(), 0L);
            if (alive * 100 < log.appendOffset() * limits.compactBelowPercent() || alive == 0) {
                try {
                    long size = log.appendOffset();
                    moveOut(log);
                    requireNothingAlive(log);
                    delete(log);
                    deleted++;
                    LOG.info("compacted {}: {} of {} bytes were alive", log.fileName(), alive, size);
                } catch (StoppedException e) {
                    LOG.info("the compaction of {} goes on after the next start", log.fileName());
                    return deleted;
                } catch (DamagedCopyException e) {
                    LOG.error("{} is not compacted: {}", log.fileName(), e.getMessage());
                } catch (IOException e) {
                    throw health.failed("compaction of " + log.fileName() + " failed", e);
                }
            }
        }
        return deleted;
    }

    /// The store is being closed.
    private static final class StoppedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /// A piece to be moved does not match its checksums.
    private static final class DamagedCopyException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedCopyException(StoreException cause) {
            super(cause.getMessage(), cause);
        }

        DamagedCopyException(String message) {
            super(message);
        }
    }

    private Map<Long, Long> aliveBytes() {
        var alive = new HashMap<Long, Long>();
        index.forEach((piece, entry) -> {
            if (isAlive(entry)) {
                alive.merge(entry.location().log(), entry.extentBytes(), Long::sum);
            }
        });
        return alive;
    }

    private boolean isAlive(IndexEntry entry) {
        return entry.hasCopy()
                && (entry.isLive()
                        || entry.deletedAtMillis() + limits.trashPeriod().toMillis() > clock.millis());
    }

    private void moveOut(PieceLog log) throws IOException, StoreException, DamagedCopyException, StoppedException {
        var underWay = new ArrayDeque<CompletableFuture<Boolean>>();
        var tombstones = new ArrayList<Header>();
        long at = RecordFormat.LOG_HEADER_BYTES;
        while (at + RecordFormat.HEADER_BYTES <= log.appendOffset()) {
            if (throttle.isStopped()) {
                throw new StoppedException();
            }
            Header header = Header.decode(log.read(at, RecordFormat.HEADER_BYTES), log.mark());
            if (header == null) {
                at += RecordFormat.ALIGNMENT_BYTES;
                continue;
            }
            if (header.type() == RecordFormat.Type.TOMBSTONE) {
                tombstones.add(header);
            } else if (header.type() == RecordFormat.Type.PIECE) {
                moveIfAlive(log, header, at, underWay);
            }
            awaitDownTo(COPIES_UNDER_WAY_MAX, underWay);
            at += header.extentBytes();
        }
        awaitDownTo(0, underWay);
        for (Header tombstone : tombstones) {
            if (index.hasCopyBefore(tombstone.piece(), tombstone.sequence(), log.number())) {
                underWay.add(committer.submit(logs.append(tombstone), changes -> {}));
                awaitDownTo(COPIES_UNDER_WAY_MAX, underWay);
            }
        }
        awaitDownTo(0, underWay);
    }

    private void moveIfAlive(PieceLog log, Header header, long at, ArrayDeque<CompletableFuture<Boolean>> underWay)
            throws IOException, StoreException, DamagedCopyException {
        var from = new Location(log.number(), at);
        IndexEntry entry = index.get(header.piece());
        if (entry == null || !entry.location().equals(from) || !isAlive(entry)) {
            return;
        }
        LogSet.Extent to = copy(header.piece(), entry, header);
        var target = new Location(to.log().number(), to.offset());
        underWay.add(committer.submit(to, changes -> changes.moved(header.piece(), header.sequence(), from, target)));
    }

    private LogSet.Extent copy(PieceId piece, IndexEntry entry, Header header)
            throws IOException, StoreException, DamagedCopyException {
        PieceLog pinned = logs.pin(entry.location().log());
        if (pinned == null) {
            throw new IllegalStateException("log " + entry.location().log() + " went away under its compaction");
        }
        LogPieceReader reader;
        try {
            reader = LogPieceReader.open(piece, entry, pinned, logs, health);
        } catch (StoreException e) {
            logs.unpin(pinned);
            throw new DamagedCopyException(e);
        }
        LogSet.Extent extent = null;
        try (reader) {
            byte[] tree = reader.treeBytes();
            extent = logs.append(header);
            copyData(reader, extent);
            byte[] crcs = reader.blockCrcs();
            ByteBuffer tail = ByteBuffer.allocate(tree.length + crcs.length + RecordFormat.FOOTER_BYTES)
                    .put(tree)
                    .put(crcs)
                    .put(reader.footer().encode(extent.log().mark()))
                    .flip();
            writeAt(extent, RecordFormat.HEADER_BYTES + header.lengthBytes(), tail);
            return extent;
        } catch (StoreException e) {
            if (extent != null) {
                logs.settle(extent);
            }
            throw new DamagedCopyException(e);
        } catch (IOException e) {
            if (extent != null) {
                logs.refuse(extent);
            }
            throw e;
        }
    }

    private void copyData(LogPieceReader reader, LogSet.Extent extent) throws IOException, StoreException {
        byte[] block = new byte[RecordFormat.BLOCK_BYTES];
        long lengthBytes = extent.header().lengthBytes();
        for (long done = 0; done < lengthBytes; done += block.length) {
            int length = (int) Math.min(block.length, lengthBytes - done);
            throttle.pass(length);
            reader.read(done, block, 0, length);
            writeAt(extent, RecordFormat.HEADER_BYTES + done, ByteBuffer.wrap(block, 0, length));
        }
    }

    private static void writeAt(LogSet.Extent extent, long position, ByteBuffer bytes) throws IOException {
        extent.log().file().write(bytes, extent.offset() + position);
    }

    private static void awaitDownTo(int max, ArrayDeque<CompletableFuture<Boolean>> underWay) throws StoreException {
        boolean interrupted = false;
        try {
            while (underWay.size() > max) {
                try {
                    underWay.element().get();
                    underWay.remove();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw LogPieceWriter.failureOf(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// A piece whose record header is damaged is missed by the walk over the log, though the index still
    /// serves it.
    private void requireNothingAlive(PieceLog log) throws DamagedCopyException {
        var missed = new ArrayList<PieceId>();
        index.forEach((piece, entry) -> {
            if (entry.location().log() == log.number() && isAlive(entry)) {
                missed.add(piece);
            }
        });
        if (!missed.isEmpty()) {
            throw new DamagedCopyException("the record headers of " + missed.size() + " of its pieces are damaged, "
                    + missed.getFirst() + " for one");
        }
    }

    private void delete(PieceLog log) throws IOException {
        synchronized (index) {
            index.change().write(Durability.FSYNCED);
        }
        logs.delete(log);
        synchronized (index) {
            PieceIndex.Changes changes = index.change();
            index.forEach((piece, entry) -> {
                if (entry.hasCopy() && entry.location().log() == log.number()) {
                    changes.remove(piece);
                    health.forget(piece);
                }
            });
            changes.forgetLog(log.number());
            changes.write(Durability.FSYNCED);
        }
    }
}
