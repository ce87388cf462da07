package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.TransactionId;

/// Shows that a transaction is in a block: its path in the tree that {@link TransactionsRoot} is the
/// root of.
///
/// @param count how many transactions the block has
/// @param index the transaction's place among them, from 0
/// @param siblings the hashes beside the path, from the leaf up; a level at which the path's node has
///     nothing beside it has none
public record TransactionProof(int count, int index, List<Digest> siblings) {
    /// What a list of {@link Block#TRANSACTIONS_MAX} needs at most.
    public static final int SIBLINGS_MAX = 15;

    public static final int ENCODED_BYTES_MAX = 4 + 4 + 1 + SIBLINGS_MAX * Digest.LENGTH_BYTES;

    public TransactionProof {
        siblings = List.copyOf(siblings);
        if (count < 1 || count > Block.TRANSACTIONS_MAX) {
            throw new IllegalArgumentException(
                    "a block has 1 to " + Block.TRANSACTIONS_MAX + " transactions, not " + count);
        }
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException("place " + index + " is not in a block of " + count);
        }
        if (siblings.size() != siblingsOf(count, index)) {
            throw new IllegalArgumentException("place " + index + " of " + count + " has " + siblingsOf(count, index)
                    + " siblings, not " + siblings.size());
        }
    }

    /// The proof for one of a block's transactions.
    public static TransactionProof of(List<TransactionId> ids, int index) {
        var siblings = new ArrayList<Digest>();
        List<byte[]> level = TransactionsRoot.leaves(ids);
        int place = index;
        while (level.size() > 1) {
            int beside = place ^ 1;
            if (beside < level.size()) {
                siblings.add(Digest.of(level.get(beside)));
            }
            level = TransactionsRoot.above(level);
            place >>= 1;
        }
        return new TransactionProof(ids.size(), index, siblings);
    }

    private static int siblingsOf(int count, int index) {
        int siblings = 0;
        for (int size = count, place = index; size > 1; size = (size + 1) / 2, place >>= 1) {
            if ((place ^ 1) < size) {
                siblings++;
            }
        }
        return siblings;
    }

    /// Whether it shows that this transaction is under this {@link BlockHeader#transactions()} root.
    public boolean shows(TransactionId id, Digest root) {
        byte[] hash = TransactionsRoot.leaf(id);
        int next = 0;
        for (int size = count, place = index; size > 1; size = (size + 1) / 2, place >>= 1) {
            if ((place ^ 1) < size) {
                byte[] sibling = siblings.get(next++).toBytes();
                hash = (place & 1) == 0 ? TransactionsRoot.inner(hash, sibling) : TransactionsRoot.inner(sibling, hash);
            }
        }
        return TransactionsRoot.root(count, hash).equals(root);
    }

    void write(CanonicalWriter writer) {
        writer.u32(count).u32(index).u8(siblings.size());
        siblings.forEach(writer::id);
    }

    static TransactionProof read(CanonicalReader reader) throws CodecException {
        int count = reader.u32("transactions in the block");
        int index = reader.u32("transaction's place");
        int size = reader.u8("siblings");
        if (size > SIBLINGS_MAX) {
            throw new CodecException("a transaction's proof has at most " + SIBLINGS_MAX + " siblings, not " + size);
        }
        var siblings = new ArrayList<Digest>();
        for (int i = 0; i < size; i++) {
            siblings.add(Digest.of(reader.fixed(Digest.LENGTH_BYTES, "sibling")));
        }
        return LedgerDomain.checked("transaction's proof", () -> new TransactionProof(count, index, siblings));
    }
}
