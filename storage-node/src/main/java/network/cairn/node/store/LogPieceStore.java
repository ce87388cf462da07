package network.cairn.node.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The {@link PieceStore} in append-only logs with an index beside them.
///
/// The logs are the truth ({@link RecordFormat}), the index is derived from them ({@link PieceIndex},
/// {@link Recovery}). Pieces are written at once into extents that {@link LogSet} reserves, made durable
/// together by {@link GroupCommitter}, dropped by {@link Compactor} after their trash period, and read
/// again now and then by {@link Scrubber}. Storing a piece that is in the trash writes it anew; the copy in
/// the trash becomes dead bytes.
public final class LogPieceStore implements PieceStore {
    private static final Logger LOG = LoggerFactory.getLogger(LogPieceStore.class);
    private static final int OPEN_ATTEMPTS_MAX = 100;
    private static final int DELETIONS_UNDER_WAY_MAX = 4_096;

    private final Disk disk;
    private final StoreLimits limits;
    private final InstantSource clock;
    private final StoreHealth health;
    private final PieceIndex index;
    private final LogSet logs;
    private final GroupCommitter committer;
    private final Compactor compactor;
    private final Scrubber scrubber;
    private final @Nullable Upkeep upkeep;
    private final Map<PieceId, LogPieceWriter> beingWritten = new HashMap<>();
    private final Map<PieceId, CompletableFuture<Boolean>> beingDeleted = new HashMap<>();
    private boolean closed;

    private LogPieceStore(
            Disk disk,
            IndexFolder indexFolder,
            Opened opened,
            StoreLimits limits,
            InstantSource clock,
            boolean withUpkeep) {
        this.disk = disk;
        this.limits = limits;
        this.clock = clock;
        this.health = new StoreHealth(indexFolder);
        this.index = opened.index();
        this.logs = opened.logs();
        this.committer = new GroupCommitter(logs, index, health);
        this.compactor = new Compactor(logs, index, committer, health, limits, clock);
        this.scrubber = new Scrubber(this, index, limits, clock);
        this.upkeep = withUpkeep ? new Upkeep(this, compactor, scrubber, limits, health) : null;
    }

    /// Opens the store in a folder, making it where it does not exist, and recovers what a crash left.
    ///
    /// @param clock tells the trash period and the scrubber's
    /// @param random a secure source: whoever guesses it can make data look like records to recovery
    /// @throws StoreException if the folder is in use, cannot be read or written, or is of a newer format
    public static LogPieceStore open(Path folder, StoreLimits limits, InstantSource clock, RandomGenerator random)
            throws StoreException {
        FolderDisk disk;
        try {
            disk = FolderDisk.open(folder);
        } catch (IOException e) {
            throw cannotOpen(e);
        }
        return open(disk, IndexFolder.levelDb(folder), limits, clock, random, true);
    }

    static LogPieceStore open(
            Disk disk,
            IndexFolder indexFolder,
            StoreLimits limits,
            InstantSource clock,
            RandomGenerator random,
            boolean withUpkeep)
            throws StoreException {
        try {
            var store = new LogPieceStore(
                    disk, indexFolder, recover(disk, indexFolder, limits, random), limits, clock, withUpkeep);
            store.start();
            return store;
        } catch (IOException | RuntimeException e) {
            try {
                disk.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw cannotOpen(e);
        }
    }

    private static StoreException cannotOpen(Exception cause) {
        return new StoreException(
                NodeErrorCode.INTERNAL, "the piece store cannot be opened: " + cause.getMessage(), cause);
    }

    private record Opened(PieceIndex index, LogSet logs) {}

    private static Opened recover(Disk disk, IndexFolder indexFolder, StoreLimits limits, RandomGenerator random)
            throws IOException {
        try {
            return recoverOnce(disk, indexFolder, limits, random);
        } catch (KeyValueException | IllegalArgumentException e) {
            LOG.warn("the piece index is damaged and is rebuilt from the logs: {}", e.getMessage());
            indexFolder.discard();
            return recoverOnce(disk, indexFolder, limits, random);
        }
    }

    private static Opened recoverOnce(Disk disk, IndexFolder indexFolder, StoreLimits limits, RandomGenerator random)
            throws IOException {
        var index = new PieceIndex(indexFolder.open());
        var logs = new LogSet(disk, random, limits);
        try {
            new Recovery(disk, index, logs, limits).run();
            return new Opened(index, logs);
        } catch (IOException | RuntimeException e) {
            logs.close();
            index.close();
            throw e;
        }
    }

    private void start() {
        committer.start();
        if (upkeep != null) {
            upkeep.start();
        }
    }

    @Override
    public PieceWriter begin(PieceId piece, long lengthBytes) throws StoreException {
        if (lengthBytes < 0 || lengthBytes > limits.pieceBytesMax()) {
            throw new StoreException(
                    NodeErrorCode.BODY_TOO_LARGE,
                    "a piece of " + lengthBytes + " bytes is not in 0 .. " + limits.pieceBytesMax());
        }
        synchronized (beingWritten) {
            health.requireWritable();
            if (beingWritten.size() >= limits.piecesUnderWayMax()) {
                throw new StoreException(
                        NodeErrorCode.BUSY,
                        "at most " + limits.piecesUnderWayMax() + " pieces are written at once; try again later");
            }
            IndexEntry known = lookUp(piece);
            if (beingWritten.containsKey(piece) || (known != null && known.isLive())) {
                throw new StoreException(NodeErrorCode.PIECE_EXISTS, "piece " + piece + " is stored already");
            }
            requireRoom(RecordFormat.pieceExtentBytes(lengthBytes));
            LogSet.Extent extent;
            try {
                extent = logs.append(RecordFormat.Type.PIECE, piece, lengthBytes, clock.millis());
            } catch (IOException e) {
                throw health.failed("a write failed", e);
            }
            var writer = new LogPieceWriter(extent, logs, committer, health, () -> release(piece));
            beingWritten.put(piece, writer);
            return writer;
        }
    }

    private void release(PieceId piece) {
        synchronized (beingWritten) {
            beingWritten.remove(piece);
        }
    }

    private void requireRoom(long extentBytes) throws StoreException {
        long used = logs.usedBytes();
        if (extentBytes > limits.capacityBytes() - used) {
            throw new StoreException(
                    NodeErrorCode.OUT_OF_SPACE,
                    extentBytes + " bytes do not fit: " + used + " of " + limits.capacityBytes() + " are used");
        }
        try {
            long usable = disk.usableBytes();
            if (extentBytes > usable - limits.freeReserveBytes()) {
                throw new StoreException(
                        NodeErrorCode.OUT_OF_SPACE,
                        extentBytes + " bytes do not fit: the disk has " + usable + " free, of which "
                                + limits.freeReserveBytes() + " are kept free");
            }
        } catch (IOException e) {
            throw health.failed("the disk does not tell its free space", e);
        }
    }

    private @Nullable IndexEntry lookUp(PieceId piece) throws StoreException {
        try {
            return index.get(piece);
        } catch (KeyValueException | IllegalArgumentException e) {
            throw health.indexFailed(e);
        }
    }

    @Override
    public LogPieceReader open(PieceId piece) throws StoreException {
        for (int attempt = 0; attempt < OPEN_ATTEMPTS_MAX; attempt++) {
            health.requireOpen();
            IndexEntry entry = lookUp(piece);
            if (entry == null || !entry.isLive()) {
                throw new StoreException(NodeErrorCode.PIECE_NOT_FOUND, "there is no piece " + piece);
            }
            PieceLog log = logs.pin(entry.location().log());
            if (log != null) {
                return open(piece, entry, log);
            }
        }
        throw new StoreException(
                NodeErrorCode.INTERNAL, "the log of piece " + piece + " is gone, though the index names it");
    }

    private LogPieceReader open(PieceId piece, IndexEntry entry, PieceLog log) throws StoreException {
        try {
            return LogPieceReader.open(piece, entry, log, logs, health);
        } catch (StoreException e) {
            try {
                logs.unpin(log);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    @Override
    public boolean delete(PieceId piece) throws StoreException {
        awaitCommit(piece);
        CompletableFuture<Boolean> done;
        boolean first;
        synchronized (beingDeleted) {
            health.requireWritable();
            CompletableFuture<Boolean> other = beingDeleted.get(piece);
            first = other == null;
            done = other == null ? startDeletion(piece) : other;
        }
        if (done == null) {
            return false;
        }
        awaitUninterruptibly(done);
        return first;
    }

    /// Lets a commit end that its caller no longer waits for: else the piece would appear after its
    /// deletion.
    private void awaitCommit(PieceId piece) throws StoreException {
        LogPieceWriter writer;
        synchronized (beingWritten) {
            writer = beingWritten.get(piece);
        }
        CompletableFuture<Boolean> commit = writer == null ? null : writer.handedOver();
        if (commit != null) {
            awaitUninterruptibly(commit);
        }
    }

    private @Nullable CompletableFuture<Boolean> startDeletion(PieceId piece) throws StoreException {
        IndexEntry entry = lookUp(piece);
        if (entry == null || !entry.isLive()) {
            return null;
        }
        if (beingDeleted.size() >= DELETIONS_UNDER_WAY_MAX) {
            throw new StoreException(
                    NodeErrorCode.BUSY,
                    "at most " + DELETIONS_UNDER_WAY_MAX + " pieces are deleted at once; try again later");
        }
        LogSet.Extent extent;
        try {
            extent = logs.append(RecordFormat.Type.TOMBSTONE, piece, 0, clock.millis());
        } catch (IOException e) {
            throw health.failed("a write failed", e);
        }
        var header = extent.header();
        CompletableFuture<Boolean> done = committer
                .submit(extent, changes -> changes.deleted(piece, header.sequence(), header.createdMillis()))
                .whenComplete((durable, failure) -> endDeletion(piece));
        if (!done.isDone()) {
            beingDeleted.put(piece, done);
        }
        return done;
    }

    private void endDeletion(PieceId piece) {
        health.forget(piece);
        synchronized (beingDeleted) {
            beingDeleted.remove(piece);
        }
    }

    private static void awaitUninterruptibly(CompletableFuture<Boolean> done) throws StoreException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    done.get();
                    return;
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

    @Override
    public StoreStatus status() {
        return new StoreStatus(
                health.isWritable(),
                health.readOnlyReason(),
                limits.capacityBytes(),
                logs.usedBytes(),
                index.livePieces(),
                health.corruptCount());
    }

    /// The pieces known to be damaged, at most 100,000.
    public Set<PieceId> corruptPieces() {
        return health.corruptPieces();
    }

    /// Gives back the room of what was deleted, now; the store's upkeep does it by itself.
    ///
    /// @return the logs deleted
    int compact() throws StoreException {
        return compactor.compact();
    }

    /// Takes pieces again if the disk was full, has its free reserve back, and takes what voids the records that
    /// failed meanwhile; the store's upkeep does it by itself.
    void resumeIfRoom() {
        if (!health.isFull()) {
            return;
        }
        try {
            if (disk.usableBytes() < Math.max(1, limits.freeReserveBytes())) {
                return;
            }
            logs.voidRefused();
        } catch (IOException e) {
            LOG.warn(
                    "the disk has room, yet fails: {}",
                    health.failed("the disk fails", e).getMessage());
            return;
        }
        health.resumeUnless(logs::hasRefused);
    }

    Scrubber scrubber() {
        return scrubber;
    }

    @Override
    public void close() {
        synchronized (beingWritten) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (upkeep != null) {
            upkeep.close();
        }
        committer.close();
        health.close();
        scrubber.close();
        try {
            index.close();
            logs.close();
            disk.close();
        } catch (IOException | KeyValueException e) {
            LOG.error("the piece store did not close cleanly; nothing acknowledged is lost", e);
        }
    }
}
