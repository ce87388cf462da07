package network.cairn.proofs.deal;

import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.MembershipVerdict.Member;
import network.cairn.proofs.deal.MembershipVerdict.Reason;
import network.cairn.proofs.deal.MembershipVerdict.Rejected;

/// Shows somebody who knows only a list's root and length that the list has an item: the nodes beside the way from
/// the root to it.
///
///     proof = index u64, count u8, count times: leaves u64, hash Digest        siblings from the root down
///
/// On which side each sibling stands, and how many there are, follows from the index and the list's length, so an
/// item has exactly one proof. The sums are checked as well as the hashes: the item's leaves and the siblings' are the
/// root's, so that the item's leaves are among those that a challenge draws from.
///
/// @param index where in the list the item is, from 0
/// @param siblings the nodes beside the way, from the root down, at most {@value #SIBLINGS_MAX}
public record MembershipProof(long index, List<SumNode> siblings) {
    /// As many levels as a list of {@link SumTree#ITEMS_MAX} items has.
    public static final int SIBLINGS_MAX = 40;

    /// The longest encoding.
    public static final int ENCODED_BYTES_MAX = Long.BYTES + 1 + SIBLINGS_MAX * SumNode.ENCODED_BYTES;

    public MembershipProof {
        siblings = List.copyOf(siblings);
        if (index < 0 || index >= SumTree.ITEMS_MAX) {
            throw new IllegalArgumentException("a list has no item " + index);
        }
        if (siblings.size() > SIBLINGS_MAX) {
            throw new IllegalArgumentException(
                    "a membership proof has at most " + SIBLINGS_MAX + " nodes, not " + siblings.size());
        }
        if (siblings.stream().anyMatch(SumNode::isEmpty)) {
            throw new IllegalArgumentException("a node of a membership proof has at least one leaf");
        }
    }

    /// The proof of an item of a tree. Reads at most two nodes for each level, and hashes what the end of the list
    /// leaves of a subtree.
    ///
    /// @throws IndexOutOfBoundsException if the tree has no such item
    public static MembershipProof of(SumTree tree, long index) {
        if (index < 0 || index >= tree.items()) {
            throw new IndexOutOfBoundsException("item " + index + " of " + tree.items());
        }
        var siblings = new ArrayList<SumNode>();
        long first = 0;
        long count = tree.items();
        while (count > 1) {
            long left = SumTree.leftItems(count);
            if (index < first + left) {
                siblings.add(tree.subtree(first + left, count - left));
                count = left;
            } else {
                siblings.add(tree.subtree(first, left));
                first += left;
                count -= left;
            }
        }
        return new MembershipProof(index, siblings);
    }

    /// Whether a deal's list has a piece, by bytes from anybody. Total: any bytes give a verdict, after at most
    /// {@value #SIBLINGS_MAX} hashes.
    ///
    /// @param root the list's root
    /// @param items how many pieces are in it, which the root alone does not tell: whoever signs one signs
    /// the other
    public static MembershipVerdict verify(SumNode root, long items, PieceEntry entry, byte[] proof) {
        if (proof.length > ENCODED_BYTES_MAX) {
            return new Rejected(Reason.TOO_LONG);
        }
        try {
            return decode(proof).verify(root, items, entry);
        } catch (CodecException e) {
            return new Rejected(Reason.MALFORMED);
        }
    }

    /// Whether a deal's list has a piece at this proof's index.
    ///
    /// @param items how many pieces are in the list
    public MembershipVerdict verify(SumNode root, long items, PieceEntry entry) {
        return verify(root, items, entry.node());
    }

    /// Whether the tree over a provider's deals has a deal, with this list, at this proof's index.
    ///
    /// @param items how many deals are in the tree
    public MembershipVerdict verify(SumNode root, long items, DealEntry entry) {
        return verify(root, items, entry.node());
    }

    private MembershipVerdict verify(SumNode root, long items, SumNode item) {
        if (items > SumTree.ITEMS_MAX || index >= items) {
            return new Rejected(Reason.INDEX_OUTSIDE_LIST);
        }
        boolean[] fromRight = new boolean[SIBLINGS_MAX];
        int depth = way(items, fromRight);
        if (depth != siblings.size()) {
            return new Rejected(Reason.WRONG_DEPTH);
        }
        long leaves = item.leaves();
        for (SumNode sibling : siblings) {
            leaves += sibling.leaves();
            if (leaves < 0) {
                return new Rejected(Reason.WRONG_SUM);
            }
        }
        if (leaves != root.leaves()) {
            return new Rejected(Reason.WRONG_SUM);
        }
        var hasher = new SumHasher();
        SumNode node = item;
        while (depth > 0) {
            depth--;
            SumNode sibling = siblings.get(depth);
            node = fromRight[depth] ? hasher.inner(sibling, node) : hasher.inner(node, sibling);
        }
        return node.equals(root) ? new Member(index) : new Rejected(Reason.ROOT_MISMATCH);
    }

    /// Goes from the root to the index: at which levels to the right, and how many there are.
    private int way(long items, boolean[] fromRight) {
        int depth = 0;
        long first = 0;
        long count = items;
        while (count > 1) {
            long left = SumTree.leftItems(count);
            fromRight[depth] = index >= first + left;
            if (fromRight[depth]) {
                first += left;
                count -= left;
            } else {
                count = left;
            }
            depth++;
        }
        return depth;
    }

    public byte[] encode() {
        var writer = new CanonicalWriter();
        write(writer);
        return writer.toBytes();
    }

    public void write(CanonicalWriter writer) {
        writer.u64(index).u8(siblings.size());
        siblings.forEach(sibling -> sibling.write(writer));
    }

    /// @throws CodecException if the bytes are not a proof
    public static MembershipProof decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var proof = read(reader);
        reader.end();
        return proof;
    }

    /// @throws CodecException if what comes next is not a proof
    public static MembershipProof read(CanonicalReader reader) throws CodecException {
        long index = reader.u64("membership index");
        int count = reader.u8("membership nodes");
        if (count > SIBLINGS_MAX) {
            throw new CodecException("a membership proof has at most " + SIBLINGS_MAX + " nodes, not " + count);
        }
        var siblings = new ArrayList<SumNode>(count);
        for (int i = 0; i < count; i++) {
            siblings.add(SumNode.read(reader, "membership node"));
        }
        try {
            return new MembershipProof(index, siblings);
        } catch (IllegalArgumentException e) {
            throw new CodecException(String.valueOf(e.getMessage()), e);
        }
    }
}
