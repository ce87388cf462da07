package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.TransactionId;
import org.jspecify.annotations.Nullable;

/// The transactions whose signatures one process has found right, so that none is checked twice: not
/// when it comes from a client, in a proposal and again in a block of one's own.
///
/// Known by id, which covers the signature, so nothing that is remembered says anything of another
/// transaction. Bounded: the oldest is forgotten and would be checked again. Any thread may use it.
public final class VerifiedTransactions {
    /// About 10 MB, and five blocks of the greatest size.
    public static final int TRANSACTIONS_MAX_DEFAULT = 100_000;

    private static final int TASK_TRANSACTIONS_MIN = 16;

    private final SignatureVerifier verifier;
    private final @Nullable ExecutorService pool;
    private final int parallelism;
    private final Map<TransactionId, Boolean> known;

    private VerifiedTransactions(
            SignatureVerifier verifier, int transactionsMax, @Nullable ExecutorService pool, int parallelism) {
        if (transactionsMax < 1 || parallelism < 1) {
            throw new IllegalArgumentException("transactionsMax " + transactionsMax + " and parallelism " + parallelism
                    + " are both to be at least 1");
        }
        this.verifier = verifier;
        this.pool = pool;
        this.parallelism = parallelism;
        this.known = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<TransactionId, Boolean> eldest) {
                return size() > transactionsMax;
            }
        };
    }

    /// Checks one signature after the other, on the caller's thread.
    public static VerifiedTransactions serial(SignatureVerifier verifier, int transactionsMax) {
        return new VerifiedTransactions(verifier, transactionsMax, null, 1);
    }

    /// Checks the signatures of many transactions on a pool, which stays the caller's to close.
    ///
    /// @param parallelism how many tasks one call gives the pool at most
    public static VerifiedTransactions parallel(
            SignatureVerifier verifier, int transactionsMax, ExecutorService pool, int parallelism) {
        return new VerifiedTransactions(verifier, transactionsMax, pool, parallelism);
    }

    /// Whether the transaction is signed by its sender.
    public boolean isSigned(Transaction transaction) {
        return check(transaction, transaction.id());
    }

    /// Which of these are signed by their senders, by index.
    public BitSet signed(List<Transaction> transactions) {
        var signed = new BitSet(transactions.size());
        var unknown = new ArrayList<Integer>();
        var ids = transactions.stream().map(Transaction::id).toList();
        synchronized (known) {
            for (int i = 0; i < ids.size(); i++) {
                if (known.containsKey(ids.get(i))) {
                    signed.set(i);
                } else {
                    unknown.add(i);
                }
            }
        }
        if (pool == null || unknown.size() < 2 * TASK_TRANSACTIONS_MIN) {
            unknown.forEach(i -> signed.set(i, check(transactions.get(i), ids.get(i))));
        } else {
            checkOnPool(pool, transactions, ids, unknown, signed);
        }
        return signed;
    }

    private void checkOnPool(
            ExecutorService pool,
            List<Transaction> transactions,
            List<TransactionId> ids,
            List<Integer> unknown,
            BitSet signed) {
        int each = Math.max(TASK_TRANSACTIONS_MIN, (unknown.size() + parallelism - 1) / parallelism);
        var tasks = new ArrayList<Callable<List<Integer>>>();
        for (int from = 0; from < unknown.size(); from += each) {
            var part = unknown.subList(from, Math.min(from + each, unknown.size()));
            tasks.add(() -> part.stream()
                    .filter(i -> check(transactions.get(i), ids.get(i)))
                    .toList());
        }
        try {
            for (Future<List<Integer>> done : pool.invokeAll(tasks)) {
                done.get().forEach(signed::set);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the signatures of a block were checked", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a signature could not be checked", e.getCause());
        }
    }

    private boolean check(Transaction transaction, TransactionId id) {
        synchronized (known) {
            if (known.containsKey(id)) {
                return true;
            }
        }
        if (!transaction.isSignedBySender(verifier)) {
            return false;
        }
        synchronized (known) {
            known.put(id, Boolean.TRUE);
        }
        return true;
    }
}
