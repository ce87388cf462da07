package network.cairn.client.rpc;

import java.util.ArrayList;
import java.util.List;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Transactions for a node's mempool, one or many: a 32-bit count, then each with its length before it.
public record TransactionBatch(List<Transaction> transactions) {
    public static final int COUNT_MAX = 4096;
    public static final int ENCODED_BYTES_MAX = 4 << 20;

    public TransactionBatch {
        transactions = List.copyOf(transactions);
        if (transactions.isEmpty() || transactions.size() > COUNT_MAX) {
            throw new IllegalArgumentException(
                    "a batch has 1 to " + COUNT_MAX + " transactions, not " + transactions.size());
        }
    }

    /// @throws IllegalArgumentException if the batch is longer than {@link #ENCODED_BYTES_MAX}
    public byte[] encode() {
        var writer = new CanonicalWriter().u32(transactions.size());
        transactions.forEach(transaction -> writer.bytes(transaction.encode()));
        byte[] encoded = writer.toBytes();
        if (encoded.length > ENCODED_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a batch is at most " + ENCODED_BYTES_MAX + " bytes, not " + encoded.length);
        }
        return encoded;
    }

    public static TransactionBatch decode(byte[] encoded) throws CodecException {
        if (encoded.length > ENCODED_BYTES_MAX) {
            throw new CodecException("a batch is at most " + ENCODED_BYTES_MAX + " bytes, not " + encoded.length);
        }
        var reader = new CanonicalReader(encoded);
        int count = reader.count(COUNT_MAX, "transactions");
        if (count == 0) {
            throw new CodecException("a batch has at least one transaction");
        }
        var transactions = new ArrayList<Transaction>();
        for (int i = 0; i < count; i++) {
            transactions.add(Transaction.decode(reader.bytes(Transaction.ENCODED_BYTES_MAX, "transaction")));
        }
        reader.end();
        return new TransactionBatch(transactions);
    }
}
