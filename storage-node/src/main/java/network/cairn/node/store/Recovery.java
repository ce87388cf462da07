package network.cairn.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.node.store.IndexEntry.Location;
import network.cairn.node.store.RecordFormat.Footer;
import network.cairn.node.store.RecordFormat.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the index up to the logs when a store is opened, and cuts what a crash left torn.
///
/// Each log is read from where the index says it is indexed; from its start when the index does not know
/// it. In a log that was not sealed a footer does not prove that the data before it reached the disk, so
/// the data of pieces the index does not know yet is checked; a piece that fails loses its footer for good.
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int RECORDS_PER_BATCH_MAX = 1_000;
    private static final int SEARCH_BUFFER_BYTES = 1 << 20;

    private final Disk disk;
    private final PieceIndex index;
    private final LogSet logs;
    private final StoreLimits limits;
    private long lastSequence;

    Recovery(Disk disk, PieceIndex index, LogSet logs, StoreLimits limits) {
        this.disk = disk;
        this.index = index;
        this.logs = logs;
        this.limits = limits;
    }

    /// Fills the log set.
    void run() throws IOException {
        lastSequence = index.lastSequence();
        List<PieceLog> unsealed = new ArrayList<>();
        for (String fileName : disk.list()) {
            var name = PieceLog.Name.parse(fileName);
            if (name.isPresent()) {
                PieceLog log = recover(name.get());
                if (log != null) {
                    logs.adopt(log);
                    if (!log.isSealed()) {
                        unsealed.add(log);
                    }
                }
            }
        }
        logs.reserveSequencesTo(lastSequence);
        continueIn(unsealed);
        dropDangling();
        index.recount();
    }

    private @Nullable PieceLog recover(PieceLog.Name name) throws IOException {
        Disk.LogFile file = disk.open(name.fileName());
        long size = file.sizeBytes();
        if (size <= RecordFormat.LOG_HEADER_BYTES) {
            file.close();
            disk.delete(name.fileName());
            return null;
        }
        PieceIndex.LogState known = index.logState(name.number());
        if (known != null && known.sealed()) {
            return new PieceLog(name.number(), name.mark(), file, size, true);
        }
        var probe = new PieceLog(name.number(), name.mark(), file, size, false);
        int version = RecordFormat.logVersion(probe.read(0, RecordFormat.LOG_HEADER_BYTES));
        if (!RecordFormat.isReadable(version)) {
            throw new IOException(name.fileName() + " has format version " + version
                    + ", which this software does not know; use the one that wrote it, or newer");
        }
        boolean sealed = isSealed(probe, size);
        long from = known == null ? RecordFormat.LOG_HEADER_BYTES : known.indexedTo();
        long end = replay(probe, from, size, !sealed);
        if (!sealed && end < size) {
            LOG.warn("{}: cut {} bytes at its end that no commit covers", name.fileName(), size - end);
            file.truncate(end);
            file.force();
        }
        var log = new PieceLog(name.number(), name.mark(), file, sealed ? size : end, sealed);
        remember(log);
        return log;
    }

    private static boolean isSealed(PieceLog log, long size) throws IOException {
        long at = size - RecordFormat.HEADER_BYTES;
        if (at < RecordFormat.LOG_HEADER_BYTES || at % RecordFormat.ALIGNMENT_BYTES != 0) {
            return false;
        }
        Header last = Header.decode(log.read(at, RecordFormat.HEADER_BYTES), log.mark());
        return last != null && last.type() == RecordFormat.Type.SEAL;
    }

    /// @return the end of the last record that counts
    private long replay(PieceLog log, long from, long size, boolean checkData) throws IOException {
        long end = from;
        long at = from;
        int records = 0;
        PieceIndex.Changes changes = index.change();
        while (at + RecordFormat.HEADER_BYTES <= size) {
            Header header = Header.decode(log.read(at, RecordFormat.HEADER_BYTES), log.mark());
            if (header == null) {
                long next = search(log, at + RecordFormat.ALIGNMENT_BYTES, size);
                if (next < 0) {
                    break;
                }
                LOG.error("{}: no record at {}, the next is {} bytes on", log.fileName(), at, next - at);
                at = next;
                continue;
            }
            if (header.type() == RecordFormat.Type.SEAL) {
                break;
            }
            lastSequence = Math.max(lastSequence, header.sequence());
            if (apply(changes, log, header, at, size, checkData)) {
                end = at + header.extentBytes();
                records++;
            }
            if (records == RECORDS_PER_BATCH_MAX) {
                changes.write(Durability.BUFFERED);
                changes = index.change();
                records = 0;
            }
            at += header.extentBytes();
        }
        changes.write(Durability.BUFFERED);
        return end;
    }

    private boolean apply(
            PieceIndex.Changes changes, PieceLog log, Header header, long at, long size, boolean checkData)
            throws IOException {
        if (header.type() == RecordFormat.Type.VOID) {
            return false;
        }
        if (header.type() == RecordFormat.Type.TOMBSTONE) {
            changes.deleted(header.piece(), header.sequence(), header.createdMillis());
            return true;
        }
        var location = new Location(log.number(), at);
        long dataAt = at + RecordFormat.HEADER_BYTES;
        long crcsAt = dataAt + header.lengthBytes() + RecordFormat.treeBytes(header.lengthBytes());
        int crcsBytes = RecordFormat.crcsBytes(header.lengthBytes());
        if (crcsAt + crcsBytes + RecordFormat.FOOTER_BYTES > size) {
            return false;
        }
        byte[] tail = log.read(crcsAt, crcsBytes + RecordFormat.FOOTER_BYTES);
        Footer footer = Footer.decode(tail, crcsBytes, log.mark(), header.sequence(), header.lengthBytes());
        if (footer == null) {
            return false;
        }
        IndexEntry known = changes.get(header.piece());
        boolean indexed = known != null && known.hasCopy() && known.location().equals(location);
        if (checkData && !indexed && !dataMatches(log, header, dataAt, tail, crcsBytes, footer)) {
            LOG.warn("{}: the piece {} at {} is torn and is dropped", log.fileName(), header.piece(), at);
            log.file().write(ByteBuffer.allocate(RecordFormat.FOOTER_BYTES), crcsAt + crcsBytes);
            log.file().force();
            return false;
        }
        changes.stored(header, location, footer.root());
        return true;
    }

    private static boolean dataMatches(
            PieceLog log, Header header, long dataAt, byte[] tail, int crcsBytes, Footer footer) throws IOException {
        byte[] tree = log.read(dataAt + header.lengthBytes(), RecordFormat.treeBytes(header.lengthBytes()));
        if (RecordFormat.crc(tail, 0, crcsBytes) != footer.blockCrcsCrc()
                || RecordFormat.crc(tree, 0, tree.length) != footer.treeCrc()) {
            return false;
        }
        ByteBuffer crcs = ByteBuffer.wrap(tail, 0, crcsBytes);
        byte[] block = new byte[RecordFormat.BLOCK_BYTES];
        for (long done = 0; done < header.lengthBytes(); done += RecordFormat.BLOCK_BYTES) {
            int length = (int) Math.min(RecordFormat.BLOCK_BYTES, header.lengthBytes() - done);
            log.read(dataAt + done, block, 0, length);
            if (RecordFormat.crc(block, 0, length) != crcs.getInt()) {
                return false;
            }
        }
        return true;
    }

    /// The next place at or after `from` where a record of this log starts, or -1.
    private static long search(PieceLog log, long from, long size) throws IOException {
        long at = from;
        while (at + RecordFormat.HEADER_BYTES <= size) {
            int length = (int) Math.min(SEARCH_BUFFER_BYTES, size - at);
            ByteBuffer buffer = ByteBuffer.wrap(log.read(at, length));
            for (int i = 0; i + Long.BYTES <= length; i += RecordFormat.ALIGNMENT_BYTES) {
                if (buffer.getLong(i) == log.mark()
                        && at + i + RecordFormat.HEADER_BYTES <= size
                        && Header.decode(log.read(at + i, RecordFormat.HEADER_BYTES), log.mark()) != null) {
                    return at + i;
                }
            }
            at += RecordFormat.align(length);
        }
        return -1;
    }

    private void remember(PieceLog log) {
        PieceIndex.Changes changes = index.change();
        changes.logState(log.number(), new PieceIndex.LogState(log.appendOffset(), log.isSealed()));
        changes.lastSequence(lastSequence);
        changes.write(Durability.BUFFERED);
    }

    /// Goes on writing to the newest log if it has room, and seals the others.
    private void continueIn(List<PieceLog> unsealed) throws IOException {
        for (int i = 0; i < unsealed.size(); i++) {
            PieceLog log = unsealed.get(i);
            if (i == unsealed.size() - 1 && log.appendOffset() < limits.logBytesMax()) {
                logs.activate(log);
            } else {
                logs.seal(log);
                remember(log);
            }
        }
    }

    /// Forgets the logs whose files are gone, the copies in them, and tombstones without a copy.
    private void dropDangling() {
        PieceIndex.Changes changes = index.change();
        for (long number : index.logs()) {
            if (!logs.contains(number)) {
                changes.forgetLog(number);
            }
        }
        index.forEach((piece, entry) -> {
            if (!entry.hasCopy()) {
                changes.remove(piece);
            } else if (!logs.contains(entry.location().log())) {
                if (entry.isLive()) {
                    LOG.error(
                            "piece {} is lost: the log {} it was in is gone",
                            piece,
                            entry.location().log());
                }
                changes.remove(piece);
            }
        });
        changes.write(Durability.BUFFERED);
    }
}
