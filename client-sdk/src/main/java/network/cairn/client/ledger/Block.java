package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.BlockHash;

/// A header and the transactions it commits to. That it does is checked by {@link #isWhole()}, not by
/// construction.
public record Block(BlockHeader header, List<Transaction> transactions) {
    /// The longest encoding there is; a chain may allow less.
    public static final int ENCODED_BYTES_MAX = 4 << 20;

    public static final int TRANSACTIONS_MAX = 20_000;

    public Block {
        transactions = List.copyOf(transactions);
    }

    public BlockHash hash() {
        return header.hash();
    }

    /// Whether the header's root is that of these transactions.
    public boolean isWhole() {
        return header.transactions()
                .equals(TransactionsRoot.of(
                        transactions.stream().map(Transaction::id).toList()));
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().bytes(header.encode()).u32(transactions.size());
        transactions.forEach(transaction -> writer.bytes(transaction.encode()));
        return writer.toBytes();
    }

    public static Block decode(byte[] encoded) throws CodecException {
        if (encoded.length > ENCODED_BYTES_MAX) {
            throw new CodecException("a block is at most " + ENCODED_BYTES_MAX + " bytes, not " + encoded.length);
        }
        var reader = new CanonicalReader(encoded);
        var header = BlockHeader.read(reader.nested(BlockHeader.ENCODED_BYTES_MAX, "block header"));
        int count = reader.count(TRANSACTIONS_MAX, "block transactions");
        var transactions = new ArrayList<Transaction>();
        for (int i = 0; i < count; i++) {
            transactions.add(Transaction.read(reader.nested(Transaction.ENCODED_BYTES_MAX, "block transaction")));
        }
        reader.end();
        return new Block(header, transactions);
    }
}
