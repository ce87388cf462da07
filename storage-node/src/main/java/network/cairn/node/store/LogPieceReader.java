package network.cairn.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.node.store.RecordFormat.Footer;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.piece.PieceTree;

/// Reads one piece out of its log, block by block, each checked. Memory: one block and four bytes for each.
final class LogPieceReader implements PieceReader {
    private final PieceId piece;
    private final IndexEntry entry;
    private final PieceLog log;
    private final LogSet logs;
    private final StoreHealth health;
    private final ByteBuffer blockCrcs;
    private final Footer footer;
    private byte[] block = {};
    private int blockNumber = -1;
    private boolean closed;

    private LogPieceReader(
            PieceId piece,
            IndexEntry entry,
            PieceLog log,
            LogSet logs,
            StoreHealth health,
            ByteBuffer blockCrcs,
            Footer footer) {
        this.piece = piece;
        this.entry = entry;
        this.log = log;
        this.logs = logs;
        this.health = health;
        this.blockCrcs = blockCrcs;
        this.footer = footer;
    }

    /// Opens the copy that an entry points to, in a pinned log. The reader takes the pin over when this
    /// returns.
    static LogPieceReader open(PieceId piece, IndexEntry entry, PieceLog log, LogSet logs, StoreHealth health)
            throws StoreException {
        int crcsBytes = RecordFormat.crcsBytes(entry.lengthBytes());
        byte[] tail = read(piece, log, health, crcsAt(entry), crcsBytes + RecordFormat.FOOTER_BYTES);
        Footer footer = Footer.decode(tail, crcsBytes, log.mark(), entry.sequence(), entry.lengthBytes());
        if (footer == null) {
            throw health.corrupt(piece, "its footer in " + log.fileName() + " does not match");
        }
        if (RecordFormat.crc(tail, 0, crcsBytes) != footer.blockCrcsCrc()) {
            throw health.corrupt(piece, "its checksums in " + log.fileName() + " do not match theirs");
        }
        return new LogPieceReader(piece, entry, log, logs, health, ByteBuffer.wrap(tail, 0, crcsBytes), footer);
    }

    private static long dataAt(IndexEntry entry) {
        return entry.location().offset() + RecordFormat.HEADER_BYTES;
    }

    private static long treeAt(IndexEntry entry) {
        return dataAt(entry) + entry.lengthBytes();
    }

    private static long crcsAt(IndexEntry entry) {
        return treeAt(entry) + RecordFormat.treeBytes(entry.lengthBytes());
    }

    private static byte[] read(PieceId piece, PieceLog log, StoreHealth health, long position, int lengthBytes)
            throws StoreException {
        byte[] bytes = new byte[lengthBytes];
        read(piece, log, health, position, bytes, 0, lengthBytes);
        return bytes;
    }

    private static void read(
            PieceId piece, PieceLog log, StoreHealth health, long position, byte[] into, int offset, int lengthBytes)
            throws StoreException {
        health.requireOpen();
        try {
            log.read(position, into, offset, lengthBytes);
        } catch (PieceLog.TruncatedLogException e) {
            throw health.corrupt(piece, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw health.readFailed(piece, e);
        }
    }

    @Override
    public PieceStat stat() {
        return new PieceStat(piece, entry.lengthBytes(), entry.root());
    }

    @Override
    public void read(long position, byte[] bytes, int offset, int lengthBytes) throws StoreException {
        Objects.checkFromIndexSize(offset, lengthBytes, bytes.length);
        requireRange(position, lengthBytes);
        long at = position;
        int to = offset;
        int left = lengthBytes;
        while (left > 0) {
            int number = (int) (at / RecordFormat.BLOCK_BYTES);
            int within = (int) (at % RecordFormat.BLOCK_BYTES);
            int length = blockBytes(number);
            int taken = Math.min(left, length - within);
            if (taken == length) {
                readBlock(number, bytes, to);
            } else {
                System.arraycopy(cachedBlock(number), within, bytes, to, taken);
            }
            at += taken;
            to += taken;
            left -= taken;
        }
    }

    private void requireRange(long position, long lengthBytes) throws StoreException {
        if (closed) {
            throw new IllegalStateException("the reader of piece " + piece + " is closed");
        }
        if (position < 0 || lengthBytes < 0 || lengthBytes > entry.lengthBytes() - position) {
            throw new StoreException(
                    NodeErrorCode.RANGE_INVALID,
                    lengthBytes + " bytes from " + position + " are not inside the " + entry.lengthBytes()
                            + " bytes of piece " + piece);
        }
    }

    private int blockBytes(int number) {
        return (int) Math.min(RecordFormat.BLOCK_BYTES, entry.lengthBytes() - (long) number * RecordFormat.BLOCK_BYTES);
    }

    private byte[] cachedBlock(int number) throws StoreException {
        if (blockNumber != number) {
            blockNumber = -1;
            if (block.length == 0) {
                block = new byte[(int) Math.min(RecordFormat.BLOCK_BYTES, entry.lengthBytes())];
            }
            readBlock(number, block, 0);
            blockNumber = number;
        }
        return block;
    }

    private void readBlock(int number, byte[] into, int offset) throws StoreException {
        int length = blockBytes(number);
        read(piece, log, health, dataAt(entry) + (long) number * RecordFormat.BLOCK_BYTES, into, offset, length);
        if (RecordFormat.crc(into, offset, length) != blockCrcs.getInt(number * Integer.BYTES)) {
            throw health.corrupt(piece, "block " + number + " of 64 KiB in " + log.fileName() + " fails its checksum");
        }
    }

    /// The piece's tree as it was encoded, checked.
    byte[] treeBytes() throws StoreException {
        byte[] bytes = read(piece, log, health, treeAt(entry), RecordFormat.treeBytes(entry.lengthBytes()));
        if (RecordFormat.crc(bytes, 0, bytes.length) != footer.treeCrc()) {
            throw health.corrupt(piece, "its tree in " + log.fileName() + " fails its checksum");
        }
        return bytes;
    }

    /// The table of block checksums, checked.
    byte[] blockCrcs() {
        byte[] bytes = new byte[blockCrcs.limit()];
        blockCrcs.get(0, bytes);
        return bytes;
    }

    Footer footer() {
        return footer;
    }

    @Override
    public PieceTree tree() throws StoreException {
        requireRange(0, 0);
        try {
            return PieceTree.decode(treeBytes());
        } catch (CodecException e) {
            throw health.corrupt(piece, "its tree does not decode: " + e.getMessage());
        }
    }

    @Override
    public byte[] prove(long position, long lengthBytes) throws StoreException {
        requireRange(position, lengthBytes);
        try {
            return tree().prove(position, lengthBytes, (offset, count) -> {
                byte[] bytes = new byte[count];
                try {
                    read(offset, bytes, 0, count);
                } catch (StoreException e) {
                    throw new IOException(e);
                }
                return bytes;
            });
        } catch (IllegalArgumentException e) {
            throw new StoreException(NodeErrorCode.RANGE_INVALID, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            if (e.getCause() instanceof StoreException failure) {
                throw new StoreException(failure.code(), String.valueOf(failure.getMessage()), failure);
            }
            throw health.corrupt(piece, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                logs.unpin(log);
            } catch (IOException e) {
                health.failed("closing " + log.fileName() + " failed", e);
            }
        }
    }
}
