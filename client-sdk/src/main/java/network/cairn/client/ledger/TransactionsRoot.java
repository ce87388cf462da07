package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.TransactionId;

/// The binary Merkle tree over a block's transactions: leaves `07 || transaction id`, inner nodes
/// `08 || left || right`, odd nodes promoted. Its root is hashed once more with the count before it, so
/// that no list has the root of another; the empty list's is the hash of the count zero alone.
public final class TransactionsRoot {
    private TransactionsRoot() {}

    public static Digest of(List<TransactionId> ids) {
        byte[] count = new CanonicalWriter().u32(ids.size()).toBytes();
        if (ids.isEmpty()) {
            return LedgerDomain.digest(LedgerDomain.TRANSACTIONS_INNER, count);
        }
        List<byte[]> level = new ArrayList<>();
        for (TransactionId id : ids) {
            level.add(LedgerDomain.hash(LedgerDomain.TRANSACTIONS_LEAF, id.toBytes()));
        }
        while (level.size() > 1) {
            List<byte[]> above = new ArrayList<>();
            for (int i = 0; i + 1 < level.size(); i += 2) {
                above.add(LedgerDomain.hash(LedgerDomain.TRANSACTIONS_INNER, level.get(i), level.get(i + 1)));
            }
            if (level.size() % 2 == 1) {
                above.add(level.getLast());
            }
            level = above;
        }
        return LedgerDomain.digest(LedgerDomain.TRANSACTIONS_INNER, count, level.getFirst());
    }
}
