package network.cairn.client.deal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.ListChange;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;

/// Which of a client's pieces are in its deals, and what is to come into them or to go, in the order in which it
/// was asked for.
///
/// A piece is *waiting* until a batch takes it up, then *in the deal*, *leaving* once it is to go, and known no
/// more when a batch has taken that up. What is noted here is on the disk when a method returns. Safe for use by
/// many threads.
final class PieceRegister {
    private static final byte PIECE = 'p';
    private static final byte QUEUE = 'q';
    private static final byte ADD = 'a';
    private static final byte REMOVE = 'r';
    private static final byte[] IN_DEAL = {'d'};
    private static final byte[] LEAVING = {'l'};

    private final KeyValueStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong next;

    /// @param store holds nothing else
    PieceRegister(KeyValueStore store) {
        this.store = store;
        long last = 0;
        byte[] prefix = {QUEUE};
        try (KeyValueStore.Scan scan = store.scan(prefix, KeyValueSection.after(prefix))) {
            while (scan.hasNext()) {
                last = Math.max(last, numberOf(scan.next().key()));
            }
        }
        this.next = new AtomicLong(last + 1);
    }

    /// How a piece stands.
    enum Standing {
        UNKNOWN,
        WAITING,
        IN_DEAL,
        LEAVING
    }

    /// A piece that a node holds.
    record Placed(ActorId node, PieceEntry piece) {}

    /// What a batch is made of.
    record Batch(List<PieceId> removed, List<PieceEntry> appended) {
        boolean isEmpty() {
            return removed.isEmpty() && appended.isEmpty();
        }
    }

    Standing standing(PieceId piece) {
        byte[] row = store.get(piece(piece));
        if (row == null) {
            return Standing.UNKNOWN;
        }
        if (Arrays.equals(row, IN_DEAL)) {
            return Standing.IN_DEAL;
        }
        return Arrays.equals(row, LEAVING) ? Standing.LEAVING : Standing.WAITING;
    }

    /// Has pieces come into the deals of the nodes that hold them. One that is known already stays as it is.
    void add(Collection<Placed> placed) {
        lock.lock();
        try {
            var batch = new WriteBatch();
            for (Placed each : placed) {
                if (store.get(piece(each.piece().id())) == null) {
                    byte[] queued = queue(each.node(), next.getAndIncrement());
                    var writer = new CanonicalWriter().u8(ADD);
                    each.piece().write(writer);
                    batch.put(queued, writer.toBytes()).put(piece(each.piece().id()), queued);
                }
            }
            store.write(batch, Durability.FSYNCED);
        } finally {
            lock.unlock();
        }
    }

    /// Has a piece go out of its deal; one that waits does not come into it.
    ///
    /// @return whether a deal holds it, which now lets go of it: else the node is to be asked to delete it
    boolean remove(ActorId node, PieceId piece) {
        lock.lock();
        try {
            return switch (standing(piece)) {
                case UNKNOWN -> false;
                case LEAVING -> true;
                case IN_DEAL -> {
                    store.write(
                            new WriteBatch()
                                    .put(queue(node, next.getAndIncrement()), removal(piece))
                                    .put(piece(piece), LEAVING),
                            Durability.FSYNCED);
                    yield true;
                }
                case WAITING -> {
                    store.write(
                            new WriteBatch()
                                    .delete(required(store.get(piece(piece))))
                                    .delete(piece(piece)),
                            Durability.FSYNCED);
                    yield false;
                }
            };
        } finally {
            lock.unlock();
        }
    }

    /// The nodes for which something waits.
    Set<ActorId> nodesWaiting() {
        var nodes = new TreeSet<ActorId>((one, other) -> Arrays.compareUnsigned(one.toBytes(), other.toBytes()));
        byte[] from = {QUEUE};
        byte[] end = KeyValueSection.after(from);
        while (true) {
            byte[] found;
            try (KeyValueStore.Scan scan = store.scan(from, end)) {
                if (!scan.hasNext()) {
                    return nodes;
                }
                found = scan.next().key();
            }
            ActorId node = ActorId.of(Arrays.copyOfRange(found, 1, 1 + ActorId.LENGTH_BYTES));
            nodes.add(node);
            byte[] after = KeyValueSection.after(Arrays.copyOf(found, 1 + ActorId.LENGTH_BYTES));
            if (after == null) {
                return nodes;
            }
            from = after;
        }
    }

    /// What a node's next batch would be.
    Batch waiting(ActorId node) {
        var removed = new ArrayList<PieceId>();
        var appended = new ArrayList<PieceEntry>();
        byte[] prefix = queuePrefix(node);
        try (KeyValueStore.Scan scan = store.scan(prefix, KeyValueSection.after(prefix))) {
            while (scan.hasNext()
                    && removed.size() < ListChange.PIECES_MAX
                    && appended.size() < ListChange.PIECES_MAX) {
                switch (change(scan.next().value())) {
                    case Change.Add(var piece) -> appended.add(piece);
                    case Change.Remove(var piece) -> removed.add(piece);
                }
            }
        }
        return new Batch(removed, appended);
    }

    /// Has a node's next batch taken up, if something waits. Nothing happens to its pieces in between.
    ///
    /// @param want makes the batch durable elsewhere
    void takeUp(ActorId node, Consumer<Batch> want) {
        lock.lock();
        try {
            Batch batch = waiting(node);
            if (!batch.isEmpty()) {
                want.accept(batch);
                takenUp(node, batch);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Notes that a batch has taken its pieces up: it is on the disk, and does not need them here any more. May be
    /// said again after a crash.
    void takenUp(ActorId node, Batch batch) {
        lock.lock();
        try {
            Set<PieceId> removed = Set.copyOf(batch.removed());
            var changes = new WriteBatch();
            for (PieceEntry piece : batch.appended()) {
                if (standing(piece.id()) == Standing.WAITING) {
                    changes.delete(required(store.get(piece(piece.id()))));
                }
                if (standing(piece.id()) != Standing.LEAVING) {
                    changes.put(piece(piece.id()), IN_DEAL);
                }
            }
            byte[] prefix = queuePrefix(node);
            try (KeyValueStore.Scan scan = store.scan(prefix, KeyValueSection.after(prefix))) {
                while (scan.hasNext() && !removed.isEmpty()) {
                    KeyValueStore.Entry entry = scan.next();
                    if (change(entry.value()) instanceof Change.Remove(var piece) && removed.contains(piece)) {
                        changes.delete(entry.key()).delete(piece(piece));
                    }
                }
            }
            store.write(changes, Durability.FSYNCED);
        } finally {
            lock.unlock();
        }
    }

    private static byte[] required(byte @Nullable [] row) {
        if (row == null) {
            throw new IllegalStateException("a row of the register is gone");
        }
        return row;
    }

    private static byte[] removal(PieceId piece) {
        return new CanonicalWriter().u8(REMOVE).id(piece).toBytes();
    }

    /// Notes that pieces are in no deal: none could take them in.
    void forget(Collection<PieceId> pieces) {
        var changes = new WriteBatch();
        pieces.forEach(piece -> changes.delete(piece(piece)));
        store.write(changes, Durability.FSYNCED);
    }

    /// Has pieces that a batch took up wait again, as the batch was given up.
    void putBack(ActorId node, Batch batch) {
        lock.lock();
        try {
            var changes = new WriteBatch();
            for (PieceEntry piece : batch.appended()) {
                byte[] queued = queue(node, next.getAndIncrement());
                var writer = new CanonicalWriter().u8(ADD);
                piece.write(writer);
                changes.put(queued, writer.toBytes()).put(piece(piece.id()), queued);
            }
            for (PieceId piece : batch.removed()) {
                changes.put(queue(node, next.getAndIncrement()), removal(piece)).put(piece(piece), LEAVING);
            }
            store.write(changes, Durability.FSYNCED);
        } finally {
            lock.unlock();
        }
    }

    private sealed interface Change {
        record Add(PieceEntry piece) implements Change {}

        record Remove(PieceId piece) implements Change {}
    }

    private static Change change(byte[] value) {
        try {
            var reader = new CanonicalReader(value);
            Change change = reader.u8("change") == ADD
                    ? new Change.Add(PieceEntry.read(reader))
                    : new Change.Remove(PieceId.of(reader.fixed(PieceId.LENGTH_BYTES, "piece")));
            reader.end();
            return change;
        } catch (CodecException e) {
            throw new IllegalStateException("the register of pieces in deals cannot be read", e);
        }
    }

    /// How many changes wait for a node; counting stops at a limit.
    int waitingCount(ActorId node, int max) {
        int count = 0;
        byte[] prefix = queuePrefix(node);
        try (KeyValueStore.Scan scan = store.scan(prefix, KeyValueSection.after(prefix))) {
            while (scan.hasNext() && count < max) {
                var _ = scan.next();
                count++;
            }
        }
        return count;
    }

    static Optional<Batch> withoutPiece(Batch batch, PieceId piece) {
        List<PieceId> removed =
                batch.removed().stream().filter(one -> !one.equals(piece)).toList();
        List<PieceEntry> appended =
                batch.appended().stream().filter(one -> !one.id().equals(piece)).toList();
        boolean same = removed.size() == batch.removed().size()
                && appended.size() == batch.appended().size();
        return same ? Optional.empty() : Optional.of(new Batch(removed, appended));
    }

    private static long numberOf(byte[] queued) {
        return ByteBuffer.wrap(queued).getLong(1 + ActorId.LENGTH_BYTES);
    }

    private static byte[] piece(PieceId piece) {
        return ByteBuffer.allocate(1 + PieceId.LENGTH_BYTES)
                .put(PIECE)
                .put(piece.toBytes())
                .array();
    }

    private static byte[] queuePrefix(ActorId node) {
        return ByteBuffer.allocate(1 + ActorId.LENGTH_BYTES)
                .put(QUEUE)
                .put(node.toBytes())
                .array();
    }

    private static byte[] queue(ActorId node, long number) {
        return ByteBuffer.allocate(1 + ActorId.LENGTH_BYTES + Long.BYTES)
                .put(queuePrefix(node))
                .putLong(number)
                .array();
    }
}
