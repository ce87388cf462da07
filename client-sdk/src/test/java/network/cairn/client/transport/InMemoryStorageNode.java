package network.cairn.client.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.client.identity.Identity;
import network.cairn.client.transport.NodeException.Failure;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.NodeHealth;
import network.cairn.client.wire.v1.PieceReceipt;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.piece.PieceHasher;
import network.cairn.proofs.piece.PieceTree;

/// One node of the in-memory network: honest until told otherwise.
public final class InMemoryStorageNode implements StorageNode {
    private static final int SLOW_STEP_BYTES = 64 * 1024;

    private record Piece(byte[] bytes, PieceTree tree) {}

    private final NodeEndpoint endpoint;
    private final Identity identity;
    private final ActorId client;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition faultChanged = lock.newCondition();
    private final Map<PieceId, Piece> pieces = new TreeMap<>();
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong bytesWritten = new AtomicLong();
    private final AtomicLong putsStarted = new AtomicLong();
    private final AtomicLong putsCancelled = new AtomicLong();
    private final AtomicLong proofsGiven = new AtomicLong();
    private final AtomicLong exchangesOpen = new AtomicLong();
    private NodeFault fault = new NodeFault.None();
    private long capacityBytes;

    InMemoryStorageNode(
            NodeEndpoint endpoint, Identity identity, ActorId client, InstantSource clock, long capacityBytes) {
        this.endpoint = endpoint;
        this.identity = identity;
        this.client = client;
        this.clock = clock;
        this.capacityBytes = capacityBytes;
    }

    public NodeEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public ActorId id() {
        return endpoint.id();
    }

    /// Changes what it does wrong; exchanges that were blocked by the last fault look again.
    public void fault(NodeFault fault) {
        lock.lock();
        try {
            this.fault = fault;
            faultChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public NodeFault fault() {
        lock.lock();
        try {
            return fault;
        } finally {
            lock.unlock();
        }
    }

    public void capacityBytes(long capacityBytes) {
        lock.lock();
        try {
            this.capacityBytes = capacityBytes;
        } finally {
            lock.unlock();
        }
    }

    public Set<PieceId> pieceIds() {
        lock.lock();
        try {
            return new TreeSet<>(pieces.keySet());
        } finally {
            lock.unlock();
        }
    }

    /// Flips a bit of a stored byte, as a bad disk would; the tree stays that of the true bytes.
    public void flipStoredByte(PieceId id, int offset) {
        lock.lock();
        try {
            Piece piece = pieces.get(id);
            if (piece == null) {
                throw new IllegalArgumentException("no piece " + id);
            }
            piece.bytes()[offset] ^= 0x10;
        } finally {
            lock.unlock();
        }
    }

    /// Loses a piece without a word.
    public void lose(PieceId id) {
        lock.lock();
        try {
            pieces.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /// Piece bytes served so far.
    public long bytesRead() {
        return bytesRead.get();
    }

    /// Piece bytes taken so far, whether their piece was finished or not.
    public long bytesWritten() {
        return bytesWritten.get();
    }

    public long putsStarted() {
        return putsStarted.get();
    }

    /// Puts closed before they were finished.
    public long putsCancelled() {
        return putsCancelled.get();
    }

    public long proofsGiven() {
        return proofsGiven.get();
    }

    /// Puts and gets not closed yet.
    public long exchangesOpen() {
        return exchangesOpen.get();
    }

    @Override
    public PieceUpload put(PieceId piece, long lengthBytes) throws NodeException, InterruptedException {
        meetFault(0, 0);
        lock.lock();
        try {
            if (fault instanceof NodeFault.Refuses refuses) {
                throw refused(refuses.code());
            }
            if (usedBytes() + lengthBytes > capacityBytes) {
                throw refused(NodeErrorCode.OUT_OF_SPACE);
            }
        } finally {
            lock.unlock();
        }
        putsStarted.incrementAndGet();
        exchangesOpen.incrementAndGet();
        return new Put(piece, lengthBytes);
    }

    @Override
    public PieceDownload get(PieceId id, long offset, long lengthBytes) throws NodeException, InterruptedException {
        meetFault(0, 0);
        Piece piece = piece(id);
        checkRange(piece, offset, lengthBytes);
        exchangesOpen.incrementAndGet();
        return new Get(piece, offset, lengthBytes);
    }

    @Override
    public byte[] prove(PieceId id, long offset, long lengthBytes) throws NodeException, InterruptedException {
        meetFault(0, 0);
        Piece piece = piece(id);
        checkRange(piece, offset, lengthBytes);
        if (fault() instanceof NodeFault.ProvesNothing) {
            throw refused(NodeErrorCode.INTERNAL);
        }
        proofsGiven.incrementAndGet();
        byte[] bytes = piece.bytes();
        try {
            byte[] proof = piece.tree()
                    .prove(offset, lengthBytes, (at, length) -> Arrays.copyOfRange(bytes, (int) at, (int) at + length));
            if (fault() instanceof NodeFault.Lies lies && !lies.onlyReads()) {
                proof[proof.length - 1] ^= 1;
            }
            return proof;
        } catch (IllegalArgumentException e) {
            throw new NodeException(id(), new Failure.Refused(NodeErrorCode.RANGE_INVALID), String.valueOf(e), e);
        } catch (IOException e) {
            throw new NodeException(id(), new Failure.Refused(NodeErrorCode.PIECE_CORRUPT), String.valueOf(e), e);
        }
    }

    @Override
    public void delete(PieceId id) throws NodeException, InterruptedException {
        meetFault(0, 0);
        lose(id);
    }

    @Override
    public PieceStat stat(PieceId id) throws NodeException, InterruptedException {
        meetFault(0, 0);
        Piece piece = piece(id);
        return new PieceStat(id, piece.bytes().length, piece.tree().root());
    }

    @Override
    public NodeHealth health() throws NodeException, InterruptedException {
        meetFault(0, 0);
        lock.lock();
        try {
            boolean writable = !(fault instanceof NodeFault.Refuses);
            String reason = writable ? "" : "told to refuse";
            return new NodeHealth(id(), writable, reason, capacityBytes, usedBytes(), pieces.size(), "in-memory");
        } finally {
            lock.unlock();
        }
    }

    private long usedBytes() {
        return pieces.values().stream().mapToLong(piece -> piece.bytes().length).sum();
    }

    private Piece piece(PieceId id) throws NodeException {
        lock.lock();
        try {
            Piece piece = pieces.get(id);
            if (piece == null) {
                throw refused(NodeErrorCode.PIECE_NOT_FOUND);
            }
            return piece;
        } finally {
            lock.unlock();
        }
    }

    private void checkRange(Piece piece, long offset, long lengthBytes) throws NodeException {
        if (offset < 0 || lengthBytes < 0 || offset + lengthBytes > piece.bytes().length) {
            throw refused(NodeErrorCode.RANGE_INVALID);
        }
    }

    private NodeException refused(NodeErrorCode code) {
        return new NodeException(id(), new Failure.Refused(code), "refused: " + code);
    }

    private NodeException unreachable() {
        return new NodeException(id(), new Failure.Unreachable(), "connection refused");
    }

    /// Lets bytes `from .. to` of an exchange pass, or does what the fault says. Returns how many of them pass.
    private int meetFault(long from, long to) throws NodeException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                NodeFault current = fault;
                switch (current) {
                    case NodeFault.Gone() -> throw unreachable();
                    case NodeFault.BreaksOnce() -> {
                        fault = new NodeFault.None();
                        throw unreachable();
                    }
                    case NodeFault.Stalls() -> faultChanged.await();
                    case NodeFault.StallsAfter(long bytes) when to > bytes -> faultChanged.await();
                    case NodeFault.Dies(long afterBytes)
                    when to > afterBytes -> {
                        fault = new NodeFault.Gone();
                        faultChanged.signalAll();
                        throw new NodeException(id(), new Failure.Unreachable(), "the connection broke");
                    }
                    case NodeFault.Breaks(long afterBytes)
                    when to > afterBytes ->
                        throw new NodeException(id(), new Failure.Unreachable(), "the connection broke");
                    case NodeFault.Slow(Duration delay) -> {
                        delay(current, delay.multipliedBy(1 + (to - from) / SLOW_STEP_BYTES));
                        return (int) (to - from);
                    }
                    default -> {
                        return (int) (to - from);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void delay(NodeFault current, Duration delay) throws InterruptedException {
        long left = delay.toNanos();
        while (left > 0 && current.equals(fault)) {
            left = faultChanged.awaitNanos(left);
        }
    }

    private final class Put implements PieceUpload {
        private final PieceId id;
        private final long lengthBytes;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean finished;
        private boolean closed;

        Put(PieceId id, long lengthBytes) {
            this.id = id;
            this.lengthBytes = lengthBytes;
        }

        @Override
        public void write(byte[] bytes, int offset, int lengthBytes) throws NodeException, InterruptedException {
            meetFault(body.size(), body.size() + (long) lengthBytes);
            body.write(bytes, offset, lengthBytes);
            bytesWritten.addAndGet(lengthBytes);
            if (body.size() > this.lengthBytes) {
                throw refused(NodeErrorCode.BODY_TOO_LARGE);
            }
        }

        @Override
        public PieceReceipt finish() throws NodeException, InterruptedException {
            meetFault(body.size(), body.size());
            if (body.size() != lengthBytes) {
                throw refused(NodeErrorCode.BODY_INCOMPLETE);
            }
            byte[] bytes = body.toByteArray();
            var hasher = new PieceHasher();
            hasher.update(bytes, 0, bytes.length);
            PieceTree tree = hasher.finish();
            lock.lock();
            try {
                Piece before = pieces.putIfAbsent(id, new Piece(bytes, tree));
                if (before != null && !before.tree().equals(tree)) {
                    throw refused(NodeErrorCode.PIECE_EXISTS);
                }
                PieceRoot root = tree.root();
                if (fault instanceof NodeFault.SignsWrongRoot) {
                    byte[] wrong = root.toBytes();
                    wrong[0] ^= 1;
                    root = PieceRoot.of(wrong);
                }
                finished = true;
                return PieceReceipt.sign(identity, client, id, lengthBytes, root, clock.instant());
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                exchangesOpen.decrementAndGet();
                if (!finished) {
                    putsCancelled.incrementAndGet();
                }
            }
        }
    }

    private final class Get implements PieceDownload {
        private final Piece piece;
        private final long start;
        private final long end;
        private long position;
        private boolean closed;

        Get(Piece piece, long offset, long lengthBytes) {
            this.piece = piece;
            this.start = offset;
            this.end = offset + lengthBytes;
            this.position = offset;
        }

        @Override
        public void readFully(byte[] bytes, int offset, int lengthBytes) throws NodeException, InterruptedException {
            if (position + lengthBytes > end) {
                throw new IllegalArgumentException("read beyond the range asked for");
            }
            meetFault(position - start, position - start + lengthBytes);
            System.arraycopy(piece.bytes(), (int) position, bytes, offset, lengthBytes);
            if ((fault() instanceof NodeFault.Lies || fault().equals(new NodeFault.ProvesNothing(true)))
                    && lengthBytes > 0) {
                bytes[offset + lengthBytes / 2] ^= 0x20;
            }
            position += lengthBytes;
            bytesRead.addAndGet(lengthBytes);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                exchangesOpen.decrementAndGet();
            }
        }
    }
}
