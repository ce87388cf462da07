package network.cairn.chain.mempool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import network.cairn.client.ledger.Amount;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// The waiting transactions of one sender by nonce. Those that follow the account's nonce without a gap
/// are ready; the others wait for what is missing.
final class AccountChain {
    /// What a chain's last transaction is worth: no more than the least that any before it pays, as it
    /// cannot go before them; and less than any that is ready while something before it is missing.
    ///
    /// @param sequence the last transaction's: of two worth the same, the later gives way first
    record Tail(boolean ready, long rate, long sequence, AccountChain chain) {
        static final Comparator<Tail> LEAST_FIRST = Comparator.comparing(Tail::ready)
                .thenComparingLong(Tail::rate)
                .thenComparing(Comparator.comparingLong(Tail::sequence).reversed());
    }

    private final ActorId sender;
    private final TreeMap<Long, Pending> byNonce = new TreeMap<>();
    private long next;
    private Amount fees = Amount.ZERO;

    AccountChain(ActorId sender, long next) {
        this.sender = sender;
        this.next = next;
    }

    ActorId sender() {
        return sender;
    }

    /// The nonce the account must use next.
    long next() {
        return next;
    }

    int size() {
        return byNonce.size();
    }

    /// All their fees.
    Amount fees() {
        return fees;
    }

    @Nullable
    Pending at(long nonce) {
        return byNonce.get(nonce);
    }

    /// The one that can go out first, if it is here.
    @Nullable
    Pending head() {
        return byNonce.get(next);
    }

    Pending last() {
        return byNonce.lastEntry().getValue();
    }

    /// The first nonce for which nothing waits.
    long firstMissing() {
        long nonce = next;
        while (byNonce.containsKey(nonce)) {
            nonce++;
        }
        return nonce;
    }

    Tail tail() {
        long rate = Long.MAX_VALUE;
        for (Pending pending : byNonce.values()) {
            rate = Math.min(rate, pending.rate());
        }
        var last = last();
        boolean ready = byNonce.firstKey() == next && last.nonce() - next == byNonce.size() - 1;
        return new Tail(ready, rate, last.sequence(), this);
    }

    /// Puts one in, and tells whose place it took.
    @Nullable
    Pending put(Pending pending) {
        var replaced = byNonce.put(pending.nonce(), pending);
        fees = fees.plusExact(pending.transaction().fee());
        if (replaced != null) {
            fees = fees.minusExact(replaced.transaction().fee());
        }
        return replaced;
    }

    void remove(Pending pending) {
        byNonce.remove(pending.nonce());
        fees = fees.minusExact(pending.transaction().fee());
    }

    /// The account's nonce is this now, or more. Returns those that have lost their place by it.
    List<Pending> advance(long nonce) {
        if (nonce <= next) {
            return List.of();
        }
        next = nonce;
        var used = new ArrayList<>(byNonce.headMap(nonce).values());
        used.forEach(this::remove);
        return used;
    }
}
