package network.cairn.chain.mempool;

import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.TransactionId;
import org.jspecify.annotations.Nullable;

/// The transactions that wait for a block, ordered by fee per byte, each sender's by nonce.
///
/// When it is full, the least worth of all senders' last transactions gives way to one that pays more; a
/// transaction that another of its sender comes before is worth no more than that one. A transaction takes
/// the place of another of the same nonce only for a tenth more of a fee, and not for less per byte. A
/// sender's waiting fees together are no more than its free money, so that what waits can be paid for.
///
/// Safe for use by many threads. Putting one in, taking one out and handing one out costs a logarithm of
/// what waits; only {@link #recheck} and {@link #add} read the state.
public final class Mempool {
    private static final BigInteger REPLACEMENT_PERCENT = BigInteger.valueOf(110);
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    /// How often the state is looked at again because it moved on meanwhile.
    private static final int LOOKS_MAX = 5;

    private final ChainId chain;
    private final ChainParameters parameters;
    private final MempoolLimits limits;
    private final AccountBook book;
    private final InstantSource clock;

    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();

    /// In the order of arrival.
    private final LinkedHashMap<TransactionId, Pending> byId = new LinkedHashMap<>();

    private final Map<ActorId, AccountChain> chains = new HashMap<>();
    private final TreeSet<Pending> heads = new TreeSet<>(Pending.BEST_FIRST);
    private final Map<ActorId, Pending> headOf = new HashMap<>();
    private final TreeSet<AccountChain.Tail> tails = new TreeSet<>(AccountChain.Tail.LEAST_FIRST);
    private final Map<ActorId, AccountChain.Tail> tailOf = new HashMap<>();

    /// Those that {@link #lingering} has not told yet, in the order of arrival.
    private final LinkedHashMap<TransactionId, Pending> untold = new LinkedHashMap<>();

    private long bytes;
    private long sequence;

    public Mempool(
            ChainId chain, ChainParameters parameters, MempoolLimits limits, AccountBook book, InstantSource clock) {
        this.chain = chain;
        this.parameters = parameters;
        this.limits = limits;
        this.book = book;
        this.clock = clock;
    }

    /// What {@link #add} would say, as far as it can be told without checking the signature: what is
    /// refused here is not worth that work. Empty where only the rest can tell.
    public Optional<Admission> judge(Transaction transaction, TransactionId id, int encodedBytes) {
        return locked(() -> unchecked(
                transaction, id, encodedBytes, book.account(transaction.sender().id())));
    }

    /// Gives a transaction a place, if it deserves one. One that would only be charged its fee does not, unless
    /// others of its sender wait for its nonce to be used.
    ///
    /// Its signature is right: the caller has checked it.
    ///
    /// @param source the peer it came from, or null if it was submitted here
    public Admission add(Transaction transaction, TransactionId id, int encodedBytes, @Nullable ActorId source) {
        return locked(() -> {
            var account = book.account(transaction.sender().id());
            for (int look = 1; ; look++) {
                var refused = unchecked(transaction, id, encodedBytes, account);
                if (refused.isPresent()) {
                    return refused.get();
                }
                var rejection = book.check(transaction, (int) (transaction.nonce() - account.nonce()));
                var now = book.account(transaction.sender().id());
                if (now.nonce() == account.nonce() || look == LOOKS_MAX) {
                    if (rejection.isPresent() && !(rejection.get().reason().charged() && isWaitedFor(transaction))) {
                        return new Admission.Refused(rejection.get());
                    }
                    break;
                }
                // A block became final between the looks: what they saw of the nonce does not go together.
                account = now;
            }
            return admit(Pending.of(transaction, id, encodedBytes, sequence++, clock.millis(), source), account);
        });
    }

    /// The best paying transactions that can follow the finalised state, each after those of its sender
    /// that come before it.
    ///
    /// @param bytesMax most bytes of a block they fill
    public List<Transaction> take(int bytesMax) {
        return locked(() -> {
            var taken = new ArrayList<Transaction>();
            var followers = new PriorityQueue<>(Pending.BEST_FIRST);
            var rest = heads.iterator();
            Pending head = rest.hasNext() ? rest.next() : null;
            int left = bytesMax;
            while (left > 0 && (head != null || !followers.isEmpty())) {
                Pending best;
                if (head != null
                        && (followers.isEmpty() || Pending.BEST_FIRST.compare(head, followers.element()) < 0)) {
                    best = head;
                    head = rest.hasNext() ? rest.next() : null;
                } else {
                    best = followers.remove();
                }
                int filled = best.bytes() + Pending.LENGTH_PREFIX_BYTES;
                if (filled > left) {
                    continue;
                }
                left -= filled;
                taken.add(best.transaction());
                var chainOfSender = chains.get(best.sender());
                var follower = chainOfSender == null ? null : chainOfSender.at(best.nonce() + 1);
                if (follower != null) {
                    followers.add(follower);
                }
            }
            return taken;
        });
    }

    /// Drops the transactions of finalised blocks, and those whose nonces they used.
    ///
    /// @return the senders who have others waiting: their money is less now, see {@link #recheck}
    public Set<ActorId> forget(List<Block> blocks) {
        return locked(() -> {
            var nextNonces = new LinkedHashMap<ActorId, Long>();
            for (Block block : blocks) {
                for (Transaction transaction : block.transactions()) {
                    nextNonces.merge(transaction.sender().id(), transaction.nonce() + 1, Math::max);
                }
            }
            var waiting = new LinkedHashSet<ActorId>();
            nextNonces.forEach((sender, next) -> {
                if (advance(sender, next)) {
                    waiting.add(sender);
                }
            });
            return waiting;
        });
    }

    /// Drops what these senders can no longer pay for, or what has no place in a block any more.
    ///
    /// What has come to be of no use, as a proof of an epoch that is over, stays: it is charged its fee, and
    /// nothing else happens. Its sender's later transactions, which are signed with the nonces after it, would
    /// wait for ever if it were dropped.
    public void recheck(Collection<ActorId> senders) {
        for (ActorId sender : senders) {
            locked(() -> {
                recheck(sender);
                return null;
            });
        }
    }

    /// Drops what has waited too long, and asks the state about the senders of what has waited longest.
    ///
    /// @param sendersMax about how many senders
    public void sweep(int sendersMax) {
        long expired = clock.millis() - limits.waitMax().toMillis();
        var senders = locked(() -> {
            while (!byId.isEmpty() && byId.firstEntry().getValue().arrivedMillis() <= expired) {
                remove(byId.firstEntry().getValue());
            }
            var oldest = new LinkedHashSet<ActorId>();
            for (Pending pending : byId.values()) {
                if (oldest.size() >= sendersMax) {
                    break;
                }
                oldest.add(pending.sender());
            }
            return oldest;
        });
        recheck(senders);
    }

    /// A transaction that waits longer than most.
    ///
    /// @param source the peer it came from; empty if it was submitted here
    public record Lingering(Transaction transaction, Optional<ActorId> source) {}

    /// Transactions that have waited this long and were not told here before, oldest first: they may not
    /// have reached everybody.
    ///
    /// @param bytesMax most bytes of them
    public List<Lingering> lingering(long waitedMillis, int bytesMax) {
        return locked(() -> {
            long before = clock.millis() - waitedMillis;
            var told = new ArrayList<Lingering>();
            long left = bytesMax;
            while (!untold.isEmpty()) {
                var oldest = untold.firstEntry().getValue();
                left -= oldest.bytes();
                if (oldest.arrivedMillis() > before || left < 0) {
                    break;
                }
                untold.pollFirstEntry();
                told.add(new Lingering(oldest.transaction(), Optional.ofNullable(oldest.source())));
            }
            return told;
        });
    }

    public Optional<Transaction> find(TransactionId id) {
        return locked(() -> Optional.ofNullable(byId.get(id)).map(Pending::transaction));
    }

    /// The nonce this account's next transaction should carry: after those that wait without a gap.
    public long nextNonce(ActorId account) {
        return locked(() -> {
            long inState = nextNonceInState(account);
            var waiting = chains.get(account);
            return waiting == null ? inState : Math.max(inState, waiting.firstMissing());
        });
    }

    public MempoolStatus status() {
        return locked(() -> new MempoolStatus(byId.size(), bytes, chains.size(), heads.size(), feePerByteToEnter()));
    }

    /// What a transaction must pay per byte, rounded up, to have a place now.
    private Amount feePerByteToEnter() {
        boolean full =
                byId.size() >= limits.transactionsMax() || bytes > limits.bytesMax() - parameters.transactionBytesMax();
        if (!full || tails.isEmpty() || !tails.first().ready()) {
            return parameters.feePerByte();
        }
        var more = Amount.units(tails.first().rate() / 1000 + 1);
        return more.compareTo(parameters.feePerByte()) > 0 ? more : parameters.feePerByte();
    }

    /// Whether the sender's next transaction is here already: it can never go out if this one does not.
    private boolean isWaitedFor(Transaction transaction) {
        var waiting = chains.get(transaction.sender().id());
        return waiting != null && waiting.at(transaction.nonce() + 1) != null;
    }

    private Optional<Admission> unchecked(
            Transaction transaction, TransactionId id, int encodedBytes, Account account) {
        if (byId.containsKey(id)) {
            return Optional.of(new Admission.Known());
        }
        return reject(transaction, encodedBytes, account).map(Admission.Refused::new);
    }

    private Optional<Rejection> reject(Transaction transaction, int encodedBytes, Account account) {
        if (!transaction.chain().equals(chain)) {
            return no(Rejection.Reason.WRONG_CHAIN, "it is for chain " + transaction.chain() + ", this is " + chain);
        }
        if (encodedBytes > parameters.transactionBytesMax()) {
            return no(
                    Rejection.Reason.TOO_LONG,
                    "a transaction has at most " + parameters.transactionBytesMax() + " bytes, not " + encodedBytes);
        }
        var least = BigInteger.valueOf(encodedBytes)
                .multiply(parameters.feePerByte().toBigInteger());
        if (transaction.fee().toBigInteger().compareTo(least) < 0) {
            return no(
                    Rejection.Reason.FEE_TOO_LOW,
                    "a fee of " + transaction.fee() + " units is less than " + least + " for " + encodedBytes
                            + " bytes");
        }
        if (transaction.nonce() < account.nonce()) {
            return no(
                    Rejection.Reason.NONCE_USED,
                    "nonce " + transaction.nonce() + " was used, the account's next is " + account.nonce());
        }
        if (transaction.nonce() - account.nonce() >= limits.perAccountMax()) {
            return no(
                    Rejection.Reason.NONCE_AHEAD,
                    "nonce " + transaction.nonce() + " is " + limits.perAccountMax()
                            + " or more ahead of the account's " + account.nonce());
        }
        return rejectBeside(
                transaction,
                encodedBytes,
                account,
                chains.get(transaction.sender().id()));
    }

    /// Why it has no place beside the sender's others.
    private Optional<Rejection> rejectBeside(
            Transaction transaction, int encodedBytes, Account account, @Nullable AccountChain waiting) {
        var replaced = waiting == null ? null : waiting.at(transaction.nonce());
        if (replaced != null) {
            var old = replaced.transaction().fee().toBigInteger();
            var offered = transaction.fee().toBigInteger();
            if (offered.multiply(HUNDRED).compareTo(old.multiply(REPLACEMENT_PERCENT)) < 0
                    || Pending.rateOf(transaction, encodedBytes) < replaced.rate()) {
                return no(
                        Rejection.Reason.FEE_TOO_LOW,
                        "another transaction waits with nonce " + transaction.nonce() + " and a fee of " + old
                                + " units for " + replaced.bytes()
                                + " bytes: one in its place pays at least a tenth more, and no less per byte");
            }
        } else if (waiting != null && waiting.size() >= limits.perAccountMax()) {
            return no(
                    Rejection.Reason.MEMPOOL_FULL,
                    "the sender has " + waiting.size() + " transactions waiting, the most there may be");
        }
        var others = waiting == null ? Amount.ZERO : waiting.fees();
        if (replaced != null) {
            others = others.minusExact(replaced.transaction().fee());
        }
        var all = others.plus(transaction.fee());
        if (all.isEmpty() || all.get().compareTo(account.balance()) > 0) {
            return no(
                    Rejection.Reason.FEE_NOT_COVERED,
                    "the account's " + account.balance() + " units do not cover a fee of " + transaction.fee()
                            + " beside the " + others + " of its transactions that wait");
        }
        return Optional.empty();
    }

    private static Optional<Rejection> no(Rejection.Reason reason, String detail) {
        return Optional.of(new Rejection(reason, detail));
    }

    private Admission admit(Pending pending, Account account) {
        advance(pending.sender(), account.nonce());
        chains.computeIfAbsent(pending.sender(), id -> new AccountChain(id, account.nonce()));
        var replaced = put(pending);
        var evicted = new ArrayList<Pending>();
        while (byId.size() > limits.transactionsMax() || bytes > limits.bytesMax()) {
            var least = tails.first().chain().last();
            remove(least);
            evicted.add(least);
        }
        if (!evicted.contains(pending)) {
            return new Admission.Accepted();
        }
        // What gave way before it came to the newcomer itself gets its place back: nothing is gained.
        evicted.remove(pending);
        if (replaced != null) {
            evicted.add(replaced);
        }
        evicted.forEach(this::put);
        return new Admission.Refused(new Rejection(
                Rejection.Reason.MEMPOOL_FULL,
                byId.size() + " transactions of " + bytes + " bytes wait, and none of them pays less than "
                        + pending.rate() / 1000 + " units a byte; a higher fee gets a place"));
    }

    private @Nullable Pending put(Pending pending) {
        var sender = pending.sender();
        var account = chains.computeIfAbsent(sender, id -> new AccountChain(id, nextNonceInState(id)));
        var replaced = account.put(pending);
        if (replaced != null) {
            byId.remove(replaced.id());
            untold.remove(replaced.id());
            bytes -= replaced.bytes();
        }
        byId.put(pending.id(), pending);
        untold.put(pending.id(), pending);
        bytes += pending.bytes();
        reorder(account);
        return replaced;
    }

    private void remove(Pending pending) {
        var account = chains.get(pending.sender());
        if (account == null) {
            throw new IllegalStateException("transaction " + pending.id() + " waits for an unknown sender");
        }
        account.remove(pending);
        drop(pending);
        reorder(account);
    }

    private void drop(Pending pending) {
        byId.remove(pending.id());
        untold.remove(pending.id());
        bytes -= pending.bytes();
    }

    /// Whether others of the sender wait still.
    private boolean advance(ActorId sender, long nonce) {
        var account = chains.get(sender);
        if (account == null) {
            return false;
        }
        if (nonce > account.next()) {
            account.advance(nonce).forEach(this::drop);
            reorder(account);
        }
        return account.size() > 0;
    }

    private void recheck(ActorId sender) {
        var account = book.account(sender);
        if (!advance(sender, account.nonce())) {
            return;
        }
        var waiting = chains.get(sender);
        while (waiting != null && waiting.size() > 0 && waiting.fees().compareTo(account.balance()) > 0) {
            remove(waiting.last());
        }
        var head = waiting == null ? null : waiting.head();
        if (head != null
                && book.check(head.transaction(), 0)
                        .filter(rejection -> !rejection.reason().charged())
                        .isPresent()) {
            remove(head);
        }
    }

    /// Puts the sender's first and last in their places among the others' after a change.
    private void reorder(AccountChain account) {
        var sender = account.sender();
        var oldHead = headOf.remove(sender);
        if (oldHead != null) {
            heads.remove(oldHead);
        }
        var oldTail = tailOf.remove(sender);
        if (oldTail != null) {
            tails.remove(oldTail);
        }
        if (account.size() == 0) {
            chains.remove(sender);
            return;
        }
        var head = account.head();
        if (head != null) {
            heads.add(head);
            headOf.put(sender, head);
        }
        var tail = account.tail();
        tails.add(tail);
        tailOf.put(sender, tail);
    }

    private long nextNonceInState(ActorId sender) {
        return book.account(sender).nonce();
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
