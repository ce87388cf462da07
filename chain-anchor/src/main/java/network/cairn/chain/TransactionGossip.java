package network.cairn.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import network.cairn.chain.mempool.Mempool;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// Tells the other validators of transactions, in batches.
///
/// Every validator is connected to every other, so what came from one of them has reached the others
/// already: only what was submitted here, or came from an observer, is told. What of that still waits
/// after a while is told once more.
final class TransactionGossip implements AutoCloseable {
    private static final int BATCH_BYTES = 64 << 10;
    /// A small part of the time between blocks: a frame costs more than the few transactions in it.
    private static final long BATCH_MILLIS = 25;
    private static final long WAITING_BYTES_MAX = 4 << 20;
    private static final long LINGER_MILLIS = 3000;
    private static final int LINGERING_BYTES_MAX = 512 << 10;

    private final Predicate<ActorId> isValidator;
    private final Consumer<PeerMessage.Transactions> tell;
    private final Thread thread;

    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition filled = lock.newCondition();
    private final List<Item> waiting = new ArrayList<>();
    private long waitingBytes;
    private boolean closed;

    private record Item(Transaction transaction, int bytes) {}

    /// @param isValidator whether a peer is of a set in force
    /// @param tell sends to every validator
    TransactionGossip(Predicate<ActorId> isValidator, Consumer<PeerMessage.Transactions> tell) {
        this.isValidator = isValidator;
        this.tell = tell;
        this.thread = Thread.ofVirtual().name("cairn-gossip").start(this::run);
    }

    /// A transaction has found its place in the mempool.
    void accepted(Transaction transaction, int bytes, @Nullable ActorId source) {
        if (source != null && isValidator.test(source)) {
            return;
        }
        lock.lock();
        try {
            // What finds no room lingers in the mempool, and is told then.
            if (!closed && waitingBytes + bytes <= WAITING_BYTES_MAX) {
                waiting.add(new Item(transaction, bytes));
                waitingBytes += bytes;
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Tells again of what has not found its way into a block for long.
    void tellLingering(Mempool mempool) {
        for (Mempool.Lingering lingering : mempool.lingering(LINGER_MILLIS, LINGERING_BYTES_MAX)) {
            var transaction = lingering.transaction();
            accepted(
                    transaction, transaction.encode().length, lingering.source().orElse(null));
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }

    private void run() {
        try {
            List<Transaction> batch = next();
            while (!batch.isEmpty()) {
                tell.accept(new PeerMessage.Transactions(batch));
                batch = next();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    /// The next batch, once it is full or its first has waited a moment; empty once closed.
    private List<Transaction> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                filled.await();
            }
            long left = TimeUnit.MILLISECONDS.toNanos(BATCH_MILLIS);
            while (left > 0 && waitingBytes < BATCH_BYTES && !closed) {
                left = filled.awaitNanos(left);
            }
            var batch = new ArrayList<Transaction>();
            int bytes = 0;
            int count = 0;
            while (count < waiting.size() && count < PeerMessage.Transactions.COUNT_MAX && bytes < BATCH_BYTES) {
                bytes += waiting.get(count).bytes();
                batch.add(waiting.get(count).transaction());
                count++;
            }
            waiting.subList(0, count).clear();
            waitingBytes -= bytes;
            return closed ? List.of() : batch;
        } finally {
            lock.unlock();
        }
    }
}
