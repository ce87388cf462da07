package network.cairn.chain.mempool;

import java.util.Comparator;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.TransactionId;
import org.jspecify.annotations.Nullable;

/// A transaction that waits.
///
/// @param bytes the length of its encoding
/// @param rate its fee in thousandths of a unit per byte, or `Long.MAX_VALUE` where that is more
/// @param sequence counts arrivals: of two that pay alike, the earlier goes first
/// @param source the peer it came from, or null if it was submitted here
record Pending(
        Transaction transaction,
        TransactionId id,
        int bytes,
        long rate,
        long sequence,
        long arrivedMillis,
        @Nullable ActorId source) {
    /// What a block spends on a transaction beside its encoding: the length before it.
    static final int LENGTH_PREFIX_BYTES = 4;

    /// The best paying first.
    static final Comparator<Pending> BEST_FIRST =
            Comparator.comparingLong(Pending::rate).reversed().thenComparingLong(Pending::sequence);

    private static final long RATE_SCALE = 1000;

    static Pending of(
            Transaction transaction,
            TransactionId id,
            int bytes,
            long sequence,
            long nowMillis,
            @Nullable ActorId source) {
        return new Pending(transaction, id, bytes, rateOf(transaction, bytes), sequence, nowMillis, source);
    }

    static long rateOf(Transaction transaction, int bytes) {
        var fee = transaction.fee();
        boolean large = fee.high() != 0 || fee.low() < 0 || fee.low() > Long.MAX_VALUE / RATE_SCALE;
        return large ? Long.MAX_VALUE : fee.low() * RATE_SCALE / bytes;
    }

    ActorId sender() {
        return transaction.sender().id();
    }

    long nonce() {
        return transaction.nonce();
    }
}
