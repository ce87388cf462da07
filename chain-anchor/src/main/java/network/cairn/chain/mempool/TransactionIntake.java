package network.cairn.chain.mempool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.TransactionId;
import org.jspecify.annotations.Nullable;

/// The way into the mempool: checks signatures, each once, on threads of its own.
///
/// What the mempool would refuse anyway is refused before its signature is looked at. No more than
/// `waitingBytesMax` of transactions wait here, or one batch where that is longer; more are turned away at once.
public final class TransactionIntake implements AutoCloseable {
    /// How many transactions one thread takes at a time.
    private static final int TASK_TRANSACTIONS = 32;

    private final Mempool mempool;
    private final Predicate<Transaction> signatureCheck;
    private final Listener listener;
    private final long waitingBytesMax;
    private final ThreadPoolExecutor threads;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong turnedAway = new AtomicLong();

    /// What is told of what comes in, on the intake's threads; it does not block.
    public interface Listener {
        /// A transaction has a place that it had not before.
        ///
        /// @param source the peer it came from, or null if it was submitted here
        void accepted(Transaction transaction, TransactionId id, int encodedBytes, @Nullable ActorId source);

        /// A peer passed on a transaction with a wrong signature, which no honest one does.
        void forged(ActorId peer, TransactionId id);
    }

    /// @param signatureCheck whether a transaction is its sender's; remembers those that are
    public TransactionIntake(
            Mempool mempool,
            Predicate<Transaction> signatureCheck,
            Listener listener,
            int threads,
            long waitingBytesMax) {
        this.mempool = mempool;
        this.signatureCheck = signatureCheck;
        this.listener = listener;
        this.waitingBytesMax = waitingBytesMax;
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("cairn-intake-", 0).factory());
    }

    /// Takes transactions that were submitted here, and answers what became of each, in order.
    public CompletableFuture<List<Admission>> submit(List<Transaction> transactions) {
        return take(transactions, null)
                .orElseGet(() -> CompletableFuture.completedFuture(transactions.stream()
                        .<Admission>map(_ -> new Admission.Refused(new Rejection(
                                Rejection.Reason.MEMPOOL_FULL,
                                waitingBytesMax + " bytes of transactions wait to be checked, the most there may be;"
                                        + " try again in a moment")))
                        .toList()));
    }

    /// Takes a peer's transactions, or none of them if too many wait already.
    ///
    /// @return whether they were taken
    public boolean offer(ActorId from, List<Transaction> transactions) {
        return take(transactions, from).isPresent();
    }

    /// Transactions turned away unchecked because too many waited.
    public long turnedAway() {
        return turnedAway.get();
    }

    private Optional<CompletableFuture<List<Admission>>> take(
            List<Transaction> transactions, @Nullable ActorId source) {
        var arrivals = transactions.stream().map(Arrival::of).toList();
        long bytes = arrivals.stream().mapToLong(Arrival::bytes).sum();
        long waiting = waitingBytes.addAndGet(bytes);
        if (waiting > waitingBytesMax && waiting > bytes) {
            waitingBytes.addAndGet(-bytes);
            turnedAway.addAndGet(transactions.size());
            return Optional.empty();
        }
        var batch = new Batch(arrivals, source, bytes);
        try {
            batch.start();
        } catch (RejectedExecutionException e) {
            waitingBytes.addAndGet(-bytes);
            throw new IllegalStateException("the intake of transactions is closed", e);
        }
        return Optional.of(batch.done);
    }

    @Override
    public void close() {
        threads.shutdownNow().forEach(task -> ((Part) task).batch.drop());
    }

    /// A transaction with what is computed of it once.
    private record Arrival(Transaction transaction, TransactionId id, int bytes) {
        static Arrival of(Transaction transaction) {
            return new Arrival(transaction, transaction.id(), transaction.encode().length);
        }
    }

    private Admission admit(Arrival arrival, @Nullable ActorId source) {
        var transaction = arrival.transaction();
        var judged = mempool.judge(transaction, arrival.id(), arrival.bytes());
        if (judged.isPresent()) {
            return judged.get();
        }
        if (!signatureCheck.test(transaction)) {
            if (source != null) {
                listener.forged(source, arrival.id());
            }
            return new Admission.Refused(
                    new Rejection(Rejection.Reason.BAD_SIGNATURE, "the signature is not the sender's"));
        }
        var admission = mempool.add(transaction, arrival.id(), arrival.bytes(), source);
        if (admission instanceof Admission.Accepted) {
            listener.accepted(transaction, arrival.id(), arrival.bytes(), source);
        }
        return admission;
    }

    /// Transactions that came together.
    private final class Batch {
        private final List<Arrival> arrivals;
        private final @Nullable ActorId source;
        private final long bytes;
        private final AtomicReferenceArray<Admission> admissions;
        private final AtomicInteger left;
        private final CompletableFuture<List<Admission>> done = new CompletableFuture<>();

        Batch(List<Arrival> arrivals, @Nullable ActorId source, long bytes) {
            this.arrivals = arrivals;
            this.source = source;
            this.bytes = bytes;
            this.admissions = new AtomicReferenceArray<>(arrivals.size());
            this.left = new AtomicInteger(Math.max(1, arrivals.size()));
        }

        void start() {
            if (arrivals.isEmpty()) {
                done.complete(List.of());
                return;
            }
            for (int from = 0; from < arrivals.size(); from += TASK_TRANSACTIONS) {
                threads.execute(new Part(this, from, Math.min(arrivals.size(), from + TASK_TRANSACTIONS)));
            }
        }

        void check(int from, int to) {
            try {
                for (int i = from; i < to; i++) {
                    admissions.set(i, admit(arrivals.get(i), source));
                }
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
            if (left.addAndGet(from - to) == 0) {
                waitingBytes.addAndGet(-bytes);
                var all = new ArrayList<Admission>(arrivals.size());
                for (int i = 0; i < arrivals.size(); i++) {
                    all.add(admissions.get(i));
                }
                done.complete(all);
            }
        }

        void drop() {
            done.completeExceptionally(new IllegalStateException("the validator is stopping"));
        }
    }

    /// Some of a batch's transactions.
    private record Part(Batch batch, int from, int to) implements Runnable {
        @Override
        public void run() {
            batch.check(from, to);
        }
    }
}
