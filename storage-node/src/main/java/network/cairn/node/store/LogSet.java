package network.cairn.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import network.cairn.node.store.RecordFormat.Header;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;

/// The logs, one of which takes new records. Its monitor orders reservations; sequences grow with them.
final class LogSet {
    private final Disk disk;
    private final RandomGenerator random;
    private final StoreLimits limits;
    private final TreeMap<Long, PieceLog> logs = new TreeMap<>();
    private final List<Extent> refused = new ArrayList<>();
    private @Nullable PieceLog active;
    private long nextNumber = 1;
    private long nextSequence = 1;

    LogSet(Disk disk, RandomGenerator random, StoreLimits limits) {
        this.disk = disk;
        this.random = random;
        this.limits = limits;
    }

    /// A record with its room in a log. Its header is written.
    record Extent(PieceLog log, long offset, Header header) {}

    /// Takes over a log that recovery read.
    synchronized void adopt(PieceLog log) {
        logs.put(log.number(), log);
        nextNumber = Math.max(nextNumber, log.number() + 1);
    }

    synchronized void activate(PieceLog log) {
        active = log;
    }

    synchronized void reserveSequencesTo(long sequence) {
        nextSequence = Math.max(nextSequence, sequence + 1);
    }

    synchronized long lastSequence() {
        return nextSequence - 1;
    }

    /// Reserves room for a new record, begins a new log where the active one is full, and writes the
    /// header.
    synchronized Extent append(RecordFormat.Type type, PieceId piece, long lengthBytes, long createdMillis)
            throws IOException {
        Extent extent = append(new Header(type, nextSequence, piece, lengthBytes, createdMillis));
        nextSequence++;
        return extent;
    }

    /// Reserves room for a record that keeps its sequence, as
    /// {@link #append(RecordFormat.Type, PieceId, long, long)}.
    synchronized Extent append(Header header) throws IOException {
        PieceLog log = logFor(header.extentBytes());
        long offset = log.reserve(header.extentBytes());
        writeHeader(log, header, offset);
        return new Extent(log, offset, header);
    }

    /// Writes a header at the end of a log, or takes back the room reserved for its record where the disk
    /// has none.
    private synchronized void writeHeader(PieceLog log, Header header, long offset) throws IOException {
        try {
            log.file().write(header.encode(log.mark()), offset);
        } catch (DiskFullException e) {
            log.file().truncate(offset);
            log.unreserve(offset);
            throw e;
        }
    }

    private PieceLog logFor(long extentBytes) throws IOException {
        PieceLog current = active;
        if (current != null
                && (current.appendOffset() + extentBytes <= limits.logBytesMax()
                        || current.appendOffset() == RecordFormat.LOG_HEADER_BYTES)) {
            return current;
        }
        var name = new PieceLog.Name(nextNumber, random.nextLong());
        Disk.LogFile file = disk.open(name.fileName());
        try {
            file.write(RecordFormat.encodeLogHeader(name.number(), name.mark()), 0);
            file.force();
            disk.forceFolder();
        } catch (IOException e) {
            file.close();
            disk.delete(name.fileName());
            throw e;
        }
        var log = new PieceLog(name.number(), name.mark(), file, RecordFormat.LOG_HEADER_BYTES, false);
        adopt(log);
        active = log;
        return log;
    }

    synchronized void settle(Extent extent) {
        extent.log().settle(extent.offset());
    }

    /// Notes a record that failed, though it may be whole on the disk. It stays under way until
    /// {@link #voidRefused()}: those who write bound how many there are.
    synchronized void refuse(Extent extent) {
        refused.add(extent);
    }

    synchronized boolean hasRefused() {
        return !refused.isEmpty();
    }

    /// Makes the failed records void, durably, so that none shows up after a restart when it was contradicted
    /// long since.
    synchronized void voidRefused() throws IOException {
        for (Extent extent : refused) {
            Header header = extent.header();
            Disk.LogFile file = extent.log().file();
            if (header.type() == RecordFormat.Type.PIECE) {
                long footerAt = extent.offset() + RecordFormat.footerOffset(header.lengthBytes());
                file.write(ByteBuffer.allocate(RecordFormat.FOOTER_BYTES), footerAt);
            } else {
                var nothing = new Header(RecordFormat.Type.VOID, header.sequence(), header.piece(), 0, 0);
                file.write(nothing.encode(extent.log().mark()), extent.offset());
            }
        }
        for (PieceLog log : logs.values()) {
            if (!log.isSealed()) {
                log.file().force();
            }
        }
        refused.forEach(this::settle);
        refused.clear();
    }

    synchronized long settledOffset(PieceLog log) {
        return log.settledOffset();
    }

    /// The logs that take no more records, have none under way and are not sealed yet.
    synchronized List<PieceLog> drained() {
        return logs.values().stream()
                .filter(log -> log != active && !log.isSealed() && log.isIdle())
                .toList();
    }

    /// Ends a drained log: makes it durable, then says so in it.
    void seal(PieceLog log) throws IOException {
        log.file().force();
        var seal = new Header(RecordFormat.Type.SEAL, lastSequence(), PieceId.of(new byte[PieceId.LENGTH_BYTES]), 0, 0);
        long offset;
        synchronized (this) {
            offset = log.reserve(seal.extentBytes());
        }
        writeHeader(log, seal, offset);
        log.file().force();
        synchronized (this) {
            log.settle(offset);
            log.markSealed();
        }
    }

    synchronized List<PieceLog> sealed() {
        return logs.values().stream().filter(PieceLog::isSealed).toList();
    }

    synchronized boolean contains(long number) {
        return logs.containsKey(number);
    }

    synchronized boolean isEmpty() {
        return logs.isEmpty();
    }

    /// A log that stays readable until {@link #unpin}, or null if it is gone.
    synchronized @Nullable PieceLog pin(long number) {
        PieceLog log = logs.get(number);
        if (log != null) {
            log.pin();
        }
        return log;
    }

    void unpin(PieceLog log) throws IOException {
        boolean close;
        synchronized (this) {
            close = log.unpin();
        }
        if (close) {
            log.file().close();
        }
    }

    /// Removes a log's file, durably. Its open readers keep reading.
    void delete(PieceLog log) throws IOException {
        disk.delete(log.fileName());
        disk.forceFolder();
        boolean close;
        synchronized (this) {
            logs.remove(log.number());
            close = log.drop();
        }
        if (close) {
            log.file().close();
        }
    }

    /// Bytes that all logs take, reserved ones included.
    synchronized long usedBytes() {
        long used = 0;
        for (PieceLog log : logs.values()) {
            used += log.appendOffset();
        }
        return used;
    }

    void close() throws IOException {
        List<PieceLog> all;
        synchronized (this) {
            all = new ArrayList<>(logs.values());
        }
        for (PieceLog log : all) {
            log.file().close();
        }
    }
}
