package network.cairn.client.account;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import network.cairn.client.identity.Signer;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.light.TransactionResult;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.TransactionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Orders of one account on the ledger, each brought to its end.
///
/// An order is signed with the account's next nonce, kept in a journal before it is sent, and sent again until it
/// is in a final block: a validator that forgets its mempool does not lose it, nor does a crash of this process.
/// Orders are taken in the order in which they were given; several may be under way.
///
/// The account is meant to be this object's alone. Where somebody else uses a nonce of it, the order that had the
/// nonce fails with a {@link LedgerException} and its caller gives it again.
public final class LedgerAccount implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerAccount.class);

    /// The most orders under way; more wait.
    private static final int ORDERS_MAX = 64;

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration RESUBMIT_AFTER = Duration.ofSeconds(3);

    private final LedgerView ledger;
    private final Signer signer;
    private final KeyValueStore journal;
    private final Duration orderTimeout;
    private final Timing timing;
    private final Semaphore room = new Semaphore(ORDERS_MAX, true);

    /// Guards the rest.
    private final ReentrantLock lock = new ReentrantLock();

    private final TreeMap<Long, Pending> pending = new TreeMap<>();
    private long nextNonce = -1;
    private boolean open;
    private @Nullable Thread pump;

    private static final class Pending {
        final Transaction transaction;
        final TransactionId id;
        final CompletableFuture<TransactionResult> done = new CompletableFuture<>();
        final boolean ownsRoom;

        /// Whether somebody waits for it, and so looks after it.
        volatile boolean attended;

        boolean submitted;
        long submittedNanos;

        Pending(Transaction transaction, boolean ownsRoom) {
            this.transaction = transaction;
            this.id = transaction.id();
            this.ownsRoom = ownsRoom;
        }
    }

    /// An order that was carried out.
    ///
    /// @param nonce the account's nonce that it had
    public record Done(long nonce, TransactionResult result) {}

    /// @param journal holds nothing else
    /// @param orderTimeout how long {@link #order} waits; the order itself goes on
    public LedgerAccount(LedgerView ledger, Signer signer, KeyValueStore journal, Duration orderTimeout) {
        this(ledger, signer, journal, orderTimeout, Timing.SYSTEM);
    }

    /// @param journal holds nothing else
    /// @param orderTimeout how long {@link #order} waits; the order itself goes on
    public LedgerAccount(
            LedgerView ledger, Signer signer, KeyValueStore journal, Duration orderTimeout, Timing timing) {
        this.ledger = ledger;
        this.signer = signer;
        this.journal = journal;
        this.orderTimeout = orderTimeout;
        this.timing = timing;
    }

    public Signer signer() {
        return signer;
    }

    /// Takes up the orders that a crash left. From now on orders may be given; {@link #tend} looks after those that
    /// nobody waits for.
    public void open() {
        lock.lock();
        try {
            if (open) {
                return;
            }
            open = true;
            try (KeyValueStore.Scan scan = journal.scan(new byte[0], null)) {
                while (scan.hasNext()) {
                    Transaction left = Transaction.decode(scan.next().value());
                    pending.put(left.nonce(), new Pending(left, false));
                    nextNonce = left.nonce() + 1;
                }
            } catch (CodecException e) {
                throw new IllegalStateException(
                        "the journal of account " + signer.publicIdentity().id() + " cannot be read", e);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Opens it, and has a thread of its own look after orders.
    public void start() {
        open();
        lock.lock();
        try {
            if (pump == null) {
                pump = Thread.ofVirtual().name("ledger-account").start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Gives an order, and waits until it was carried out.
    public Done order(TransactionBody body) throws LedgerException, OrderRefusedException, InterruptedException {
        return order(body, _ -> {});
    }

    /// Gives an order, and waits until it was carried out.
    ///
    /// @param onNonce told the order's nonce before anything of it leaves
    /// @throws OrderRefusedException if the ledger does not do it
    /// @throws LedgerException if it cannot be known yet: the order may still be carried out later
    public Done order(TransactionBody body, LongConsumer onNonce)
            throws LedgerException, OrderRefusedException, InterruptedException {
        room.acquire();
        Pending order;
        boolean begun = false;
        try {
            order = begin(body, onNonce);
            begun = true;
        } finally {
            if (!begun) {
                room.release();
            }
        }
        try {
            TransactionResult result = await(order, body);
            if (!result.isApplied()) {
                throw new OrderRefusedException(
                        result.rejection(),
                        body.getClass().getSimpleName() + " was charged and not carried out: "
                                + result.rejection()
                                        .map(Rejection.Reason::name)
                                        .orElse("reason " + result.outcomeCode()));
            }
            return new Done(order.transaction.nonce(), result);
        } finally {
            order.attended = false;
        }
    }

    private TransactionResult await(Pending order, TransactionBody body) throws LedgerException, InterruptedException {
        long begun = timing.now();
        while (!order.done.isDone()) {
            if (timing.hasPassed(orderTimeout, begun)) {
                throw new LedgerException(body.getClass().getSimpleName() + " is in no final block after "
                        + orderTimeout + "; it is sent on");
            }
            try {
                advance(order);
            } catch (LedgerException e) {
                LOG.debug("order {} waits for the ledger: {}", order.id, e.getMessage());
            }
            if (!order.done.isDone()) {
                timing.pause().pause(POLL);
            }
        }
        if (order.done.isCompletedExceptionally()) {
            throw new LedgerException(String.valueOf(order.done.exceptionNow().getMessage()));
        }
        return order.done.resultNow();
    }

    private Pending begin(TransactionBody body, LongConsumer onNonce) throws LedgerException, OrderRefusedException {
        lock.lock();
        try {
            if (!open) {
                throw new LedgerException("this account's orders are not being sent");
            }
            long nonce = nonce();
            onNonce.accept(nonce);
            Transaction transaction = sign(nonce, body);
            var order = new Pending(transaction, true);
            order.attended = true;
            journal.write(new WriteBatch().put(key(nonce), transaction.encode()), Durability.FSYNCED);
            pending.put(nonce, order);
            nextNonce = nonce + 1;
            submit(order);
            return order;
        } finally {
            lock.unlock();
        }
    }

    /// The nonce of the next order. Where none is under way the ledger says it, so that an account which somebody
    /// else uses too goes on.
    private long nonce() throws LedgerException {
        if (pending.isEmpty()) {
            return Math.max(
                    nextNonce, ledger.account(signer.publicIdentity().id()).nonce());
        }
        return nextNonce;
    }

    private Transaction sign(long nonce, TransactionBody body) {
        var chain = ledger.genesis().chainId();
        int length = Transaction.sign(signer, chain, nonce, Amount.ZERO, body).encode().length;
        Amount fee = Amount.of(ledger.genesis()
                .parameters()
                .feePerByte()
                .toBigInteger()
                .multiply(java.math.BigInteger.valueOf(length)));
        return Transaction.sign(signer, chain, nonce, fee, body);
    }

    /// Hands a new order in. One that the ledger will never take gives its nonce back: none after it was given yet.
    private void submit(Pending order) throws OrderRefusedException {
        Optional<Rejection> rejection;
        try {
            rejection = ledger.submit(order.transaction);
            order.submitted = true;
            order.submittedNanos = timing.now();
        } catch (LedgerException e) {
            LOG.debug("an order waits for the ledger: {}", e.getMessage());
            return;
        }
        if (rejection.isEmpty()) {
            return;
        }
        switch (rejection.get().reason()) {
            case NONCE_AHEAD, MEMPOOL_FULL, NONCE_USED -> LOG.debug("order {} waits: {}", order.id, rejection.get());
            default -> {
                forget(order);
                nextNonce = order.transaction.nonce();
                throw new OrderRefusedException(
                        Optional.of(rejection.get().reason()), rejection.get().toString());
            }
        }
    }

    private void run() {
        try {
            while (true) {
                try {
                    tend();
                } catch (LedgerException e) {
                    LOG.debug("orders wait for the ledger: {}", e.getMessage());
                } catch (RuntimeException e) {
                    LOG.error("orders cannot be sent; they are tried again", e);
                }
                timing.pause().pause(POLL);
            }
        } catch (InterruptedException e) {
            LOG.debug("orders are not sent any more", e);
        }
    }

    /// Looks what became of the orders that nobody waits for, and sends again what may have been forgotten.
    public void tend() throws LedgerException {
        List<Pending> orders;
        lock.lock();
        try {
            orders = new ArrayList<>(pending.values());
        } finally {
            lock.unlock();
        }
        for (Pending order : orders) {
            if (!order.attended) {
                advance(order);
            }
        }
    }

    private void advance(Pending order) throws LedgerException {
        Optional<TransactionResult> result = ledger.result(order.id);
        if (result.isPresent()) {
            end(order);
            order.done.complete(result.get());
        } else if (!order.submitted || timing.hasPassed(RESUBMIT_AFTER, order.submittedNanos)) {
            resubmit(order);
        }
    }

    private void resubmit(Pending order) throws LedgerException {
        Optional<Rejection> rejection = ledger.submit(order.transaction);
        order.submitted = true;
        order.submittedNanos = timing.now();
        boolean used = rejection.isPresent() && rejection.get().reason() == Rejection.Reason.NONCE_USED;
        if (used
                && ledger.account(signer.publicIdentity().id()).nonce() > order.transaction.nonce()
                && ledger.result(order.id).isEmpty()) {
            end(order);
            order.done.completeExceptionally(new LedgerException("nonce " + order.transaction.nonce()
                    + " was used, and nothing is known of the order that had it: somebody else used it, or it is"
                    + " long ago"));
        }
    }

    private void end(Pending order) {
        lock.lock();
        try {
            forget(order);
        } finally {
            lock.unlock();
        }
        if (order.ownsRoom) {
            room.release();
        }
    }

    private void forget(Pending order) {
        pending.remove(order.transaction.nonce(), order);
        journal.write(new WriteBatch().delete(key(order.transaction.nonce())), Durability.BUFFERED);
    }

    private static byte[] key(long nonce) {
        return ByteBuffer.allocate(Long.BYTES).putLong(nonce).array();
    }

    /// Stops sending. Orders under way are taken up when it is started again from the same journal.
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            running = pump;
            pump = null;
            open = false;
        } finally {
            lock.unlock();
        }
        if (running == null) {
            return;
        }
        running.interrupt();
        boolean interrupted = false;
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
