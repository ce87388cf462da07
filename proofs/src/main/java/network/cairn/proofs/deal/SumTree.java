package network.cairn.proofs.deal;

import org.jspecify.annotations.Nullable;

/// A Merkle sum-tree over a list of items, for any {@link SumNodes}: what a deal's pieces and a provider's deals are
/// in.
///
/// The left child of a node over `n` items holds the largest power of two below `n`, so on each level an odd node at
/// the end goes up as it is: it is never paired with itself (RFC 6962, section 2.1, has the same shape). Items are
/// appended, replaced, and removed by putting the last one in their place; each of these reads and writes a bounded
/// number of nodes for each level.
///
/// The tree itself is only its nodes and how many items there are: it holds no state between calls but the count. Not
/// for several threads.
public final class SumTree {
    /// The most items of a list.
    public static final long ITEMS_MAX = 1L << 40;

    private final SumNodes nodes;
    private final SumHasher hasher = new SumHasher();
    private long items;

    /// A tree whose nodes are already there.
    ///
    /// @param items how many there are, 0 .. {@link #ITEMS_MAX}
    public SumTree(SumNodes nodes, long items) {
        if (items < 0 || items > ITEMS_MAX) {
            throw new IllegalArgumentException("a list has 0 .. " + ITEMS_MAX + " items, not " + items);
        }
        this.nodes = nodes;
        this.items = items;
    }

    /// How many items there are.
    public long items() {
        return items;
    }

    /// The commitment to the list; {@link SumNode#EMPTY} where it is empty.
    public SumNode root() {
        return items == 0 ? SumNode.EMPTY : subtree(0, items);
    }

    /// The leaf of an item.
    public SumNode item(long index) {
        checkIndex(index);
        return node(0, index);
    }

    /// Adds an item at the end.
    ///
    /// @throws IllegalStateException if there are {@link #ITEMS_MAX} already
    /// @throws ArithmeticException if the list would have more than 2^63 - 1 leaves
    public void append(SumNode item) {
        if (items == ITEMS_MAX) {
            throw new IllegalStateException("the list has " + ITEMS_MAX + " items, the most there can be");
        }
        // Checked before a node is written: the sums of complete subtrees are no more than that of the whole.
        Math.addExact(root().leaves(), checked(item).leaves());
        nodes.put(0, items, item);
        items++;
        rehashAbove(items - 1);
    }

    /// Puts another item in an item's place.
    ///
    /// @throws ArithmeticException if the list would have more than 2^63 - 1 leaves
    public void replace(long index, SumNode item) {
        Math.addExact(root().leaves() - item(index).leaves(), checked(item).leaves());
        nodes.put(0, index, item);
        rehashAbove(index);
    }

    /// Takes an item out, and puts the last one in its place unless it is the last.
    public void swapRemove(long index) {
        checkIndex(index);
        SumNode last = item(items - 1);
        removeLast();
        if (index < items) {
            nodes.put(0, index, last);
            rehashAbove(index);
        }
    }

    /// The item that holds a leaf, and where in the item the leaf is.
    ///
    /// @param leaf 0 .. all leaves - 1
    public Found find(long leaf) {
        if (leaf < 0 || leaf >= root().leaves()) {
            throw new IllegalArgumentException("leaf " + leaf + " of " + root().leaves());
        }
        long first = 0;
        long count = items;
        long offset = leaf;
        while (count > 1) {
            long left = leftItems(count);
            long leavesLeft = subtree(first, left).leaves();
            if (offset < leavesLeft) {
                count = left;
            } else {
                offset -= leavesLeft;
                first += left;
                count -= left;
            }
        }
        return new Found(first, offset);
    }

    /// Where a leaf is.
    ///
    /// @param item the index of the item that holds it
    /// @param offset which of the item's leaves it is
    public record Found(long item, long offset) {}

    /// Items under the left child of a node over `count` items, of which there are at least 2.
    static long leftItems(long count) {
        return Long.highestOneBit(count - 1);
    }

    /// The node over `count` items from `first` on, which are a subtree of this tree.
    SumNode subtree(long first, long count) {
        if (Long.bitCount(count) == 1) {
            int level = Long.numberOfTrailingZeros(count);
            return node(level, first >> level);
        }
        long left = leftItems(count);
        return hasher.inner(subtree(first, left), subtree(first + left, count - left));
    }

    private void removeLast() {
        items--;
        for (int level = 0; level < Long.SIZE && isLastOfSubtree(items, level); level++) {
            nodes.remove(level, items >> level);
        }
    }

    /// Makes the nodes above an item again, those that are kept.
    private void rehashAbove(long index) {
        SumNode below = node(0, index);
        for (int level = 1; ((index >> level) + 1) << level <= items; level++) {
            long place = index >> (level - 1);
            SumNode sibling = node(level - 1, place ^ 1);
            below = (place & 1) == 0 ? hasher.inner(below, sibling) : hasher.inner(sibling, below);
            nodes.put(level, index >> level, below);
        }
    }

    private static boolean isLastOfSubtree(long index, int level) {
        return ((index + 1) & ((1L << level) - 1)) == 0;
    }

    private SumNode node(int level, long place) {
        @Nullable SumNode node = nodes.get(level, place);
        if (node == null) {
            throw new MissingNodeException(level, place);
        }
        return node;
    }

    private void checkIndex(long index) {
        if (index < 0 || index >= items) {
            throw new IndexOutOfBoundsException("item " + index + " of " + items);
        }
    }

    private static SumNode checked(SumNode item) {
        if (item.isEmpty()) {
            throw new IllegalArgumentException("an item has at least one leaf");
        }
        return item;
    }
}
