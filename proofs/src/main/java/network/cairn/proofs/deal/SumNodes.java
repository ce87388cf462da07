package network.cairn.proofs.deal;

import org.jspecify.annotations.Nullable;

/// Where a {@link SumTree} keeps its nodes: a map in memory, a table on a disk, or records of the ledger's state.
///
/// Level 0 holds the tree's items. The node at place `i` of level `l` is the one above the items `i * 2^l .. (i + 1)
/// * 2^l - 1`, and is kept only while all of these are there: what the end of the list leaves of a subtree is hashed
/// when it is asked for. Hence an item changes at most one node of each level.
public interface SumNodes {
    /// A node, or null if there is none.
    @Nullable
    SumNode get(int level, long place);

    void put(int level, long place, SumNode node);

    void remove(int level, long place);
}
