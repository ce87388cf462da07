package network.cairn.node.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.node.store.PieceReader;
import network.cairn.node.store.PieceStore;
import network.cairn.node.store.PieceWriter;
import network.cairn.node.store.StoreException;
import network.cairn.node.store.StoreStatus;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.piece.PieceHasher;
import network.cairn.proofs.piece.PieceTree;
import org.jspecify.annotations.Nullable;

/// Pieces in memory, with switches for what a disk does on bad days.
final class MemoryPieceStore implements PieceStore {
    final AtomicInteger writersOpen = new AtomicInteger();
    final AtomicInteger aborted = new AtomicInteger();
    final AtomicLong furthestRead = new AtomicLong();

    /// While set, writes wait for it.
    volatile @Nullable CountDownLatch writesHeld;

    /// While set, begin and reads fail with it.
    volatile @Nullable NodeErrorCode failing;

    /// Pieces whose bytes from here on read as corrupt.
    volatile long corruptFrom = Long.MAX_VALUE;

    private record Stored(PieceStat stat, byte[] bytes) {}

    private final Map<PieceId, Stored> pieces = new ConcurrentHashMap<>();

    @Override
    public PieceWriter begin(PieceId piece, long lengthBytes) throws StoreException {
        failIfAsked();
        if (pieces.containsKey(piece)) {
            throw new StoreException(NodeErrorCode.PIECE_EXISTS, "there is a piece " + piece);
        }
        writersOpen.incrementAndGet();
        return new Writer(piece, new byte[(int) lengthBytes]);
    }

    @Override
    public PieceReader open(PieceId piece) throws StoreException {
        failIfAsked();
        Stored stored = pieces.get(piece);
        if (stored == null) {
            throw new StoreException(NodeErrorCode.PIECE_NOT_FOUND, "there is no piece " + piece);
        }
        return new Reader(stored.stat(), stored.bytes());
    }

    @Override
    public boolean delete(PieceId piece) {
        return pieces.remove(piece) != null;
    }

    @Override
    public StoreStatus status() {
        long used = pieces.values().stream()
                .mapToLong(stored -> stored.bytes().length)
                .sum();
        return new StoreStatus(true, "", 1L << 30, used, pieces.size(), 0);
    }

    @Override
    public void close() {}

    private void failIfAsked() throws StoreException {
        NodeErrorCode code = failing;
        if (code != null) {
            throw new StoreException(code, "the test asked for it");
        }
    }

    private static PieceStat stat(PieceId piece, byte[] bytes) {
        var hasher = new PieceHasher();
        hasher.update(bytes, 0, bytes.length);
        return new PieceStat(piece, bytes.length, hasher.finish().root());
    }

    private final class Writer implements PieceWriter {
        private final PieceId piece;
        private final byte[] bytes;
        private int have;
        private boolean done;

        Writer(PieceId piece, byte[] bytes) {
            this.piece = piece;
            this.bytes = bytes;
        }

        @Override
        public void write(byte[] from, int offset, int lengthBytes) {
            CountDownLatch held = writesHeld;
            if (held != null) {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            System.arraycopy(from, offset, bytes, have, lengthBytes);
            have += lengthBytes;
        }

        @Override
        public PieceStat commit() {
            PieceStat stat = stat(piece, bytes);
            pieces.put(piece, new Stored(stat, bytes));
            finished();
            return stat;
        }

        @Override
        public void close() {
            if (!done) {
                aborted.incrementAndGet();
                finished();
            }
        }

        private void finished() {
            done = true;
            writersOpen.decrementAndGet();
        }
    }

    private final class Reader implements PieceReader {
        private final PieceStat stat;
        private final byte[] bytes;

        Reader(PieceStat stat, byte[] bytes) {
            this.stat = stat;
            this.bytes = bytes;
        }

        @Override
        public PieceStat stat() {
            return stat;
        }

        @Override
        public void read(long position, byte[] into, int offset, int lengthBytes) throws StoreException {
            if (position + lengthBytes > corruptFrom) {
                throw new StoreException(NodeErrorCode.PIECE_CORRUPT, "the test asked for it");
            }
            furthestRead.accumulateAndGet(position + lengthBytes, Math::max);
            System.arraycopy(bytes, (int) position, into, offset, lengthBytes);
        }

        @Override
        public byte[] prove(long position, long lengthBytes) {
            return new byte[] {1, 2, 3};
        }

        @Override
        public PieceTree tree() {
            var hasher = new PieceHasher();
            hasher.update(bytes, 0, bytes.length);
            return hasher.finish();
        }

        @Override
        public void close() {}
    }
}
