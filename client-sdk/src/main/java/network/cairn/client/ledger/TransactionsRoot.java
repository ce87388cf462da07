package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.TransactionId;

/// The binary Merkle tree over a block's transactions: leaves `07 || transaction id`, inner nodes
/// `08 || left || right`, odd nodes promoted. Its root is `0e || count || top`, so that no list has
/// the root of another; the empty list's has nothing after the count.
public final class TransactionsRoot {
    private TransactionsRoot() {}

    public static Digest of(List<TransactionId> ids) {
        if (ids.isEmpty()) {
            return root(0);
        }
        List<byte[]> level = leaves(ids);
        while (level.size() > 1) {
            level = above(level);
        }
        return root(ids.size(), level.getFirst());
    }

    static List<byte[]> leaves(List<TransactionId> ids) {
        List<byte[]> leaves = new ArrayList<>(ids.size());
        for (TransactionId id : ids) {
            leaves.add(leaf(id));
        }
        return leaves;
    }

    static List<byte[]> above(List<byte[]> level) {
        List<byte[]> above = new ArrayList<>(level.size() / 2 + 1);
        for (int i = 0; i + 1 < level.size(); i += 2) {
            above.add(inner(level.get(i), level.get(i + 1)));
        }
        if (level.size() % 2 == 1) {
            above.add(level.getLast());
        }
        return above;
    }

    static byte[] leaf(TransactionId id) {
        return LedgerDomain.hash(LedgerDomain.TRANSACTIONS_LEAF, id.toBytes());
    }

    static byte[] inner(byte[] left, byte[] right) {
        return LedgerDomain.hash(LedgerDomain.TRANSACTIONS_INNER, left, right);
    }

    static Digest root(int count, byte[]... top) {
        byte[][] parts = new byte[1 + top.length][];
        parts[0] = new CanonicalWriter().u32(count).toBytes();
        System.arraycopy(top, 0, parts, 1, top.length);
        return LedgerDomain.digest(LedgerDomain.TRANSACTIONS_ROOT, parts);
    }
}
