package network.cairn.chain.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.tree.StateHasher;
import network.cairn.proofs.tree.StateNode;
import network.cairn.proofs.tree.StateProof;
import org.jspecify.annotations.Nullable;

/// The state tree over its pages: new roots and proofs.
///
/// Which pages a tree is cut into is nobody's business but its own: the root depends on the records
/// alone. Cost of an update: each page on the way to a change is read once and hashed once.
public final class StateTree {
    private StateTree() {}

    /// A record that changes.
    ///
    /// @param value the new value, or null where the record goes
    public record Change(Digest path, byte @Nullable [] value) {}

    /// What changes come to.
    ///
    /// @param pages by name the new page, or empty where it goes
    public record Update(StateRoot root, Map<PageKey, Optional<Page>> pages) {}

    /// Finds a record's value by its path.
    @FunctionalInterface
    public interface Records {
        byte @Nullable [] value(Digest path);
    }

    /// These pages with these changes, of which no two are of one path.
    public static Update update(Pages pages, List<Change> changes) {
        return new TreeUpdate(pages, changes).run();
    }

    public static StateRoot root(Pages pages) {
        var hasher = new StateHasher();
        return StateRoot.of(
                switch (pages.page(PageKey.ROOT)) {
                    case null -> new byte[StateHasher.HASH_BYTES];
                    case LeafPage leaf ->
                        LeafPage.summary(hasher, leaf.leaves(), 0, leaf.count(), 0)
                                .hash();
                    case InnerPage inner ->
                        inner.summary(hasher, 0, InnerPage.SLOTS).hash();
                });
    }

    /// The proof that there is a record at this path, or none.
    ///
    /// @param records the values of this same version
    public static StateProof prove(Pages pages, Records records, Digest path) {
        var hasher = new StateHasher();
        byte[] bits = path.toBytes();
        var siblings = new ArrayList<Digest>();
        PageKey key = PageKey.ROOT;
        while (true) {
            Page page = pages.page(key);
            if (page == null) {
                return new StateProof(Optional.empty(), siblings);
            }
            if (page instanceof LeafPage leaf) {
                return new StateProof(
                        walk(hasher, leaf, key.depth(), bits, siblings).map(other -> leaf(records, other)), siblings);
            }
            int slot = walk(hasher, (InnerPage) page, key.depth(), bits, siblings);
            if (slot < 0) {
                return new StateProof(Optional.empty(), siblings);
            }
            key = key.child(slot);
            if (pages.page(key) == null) {
                throw damaged(key);
            }
        }
    }

    /// Goes down four levels, as far as there are records beside the path's own.
    ///
    /// @return the slot to go on in, or -1 where the path ends in nothing
    private static int walk(StateHasher hasher, InnerPage page, int depth, byte[] bits, List<Digest> siblings) {
        int from = 0;
        int to = InnerPage.SLOTS;
        for (int level = depth; to - from > 1; level++) {
            int count = page.count(from, to);
            if (count == 0) {
                return -1;
            }
            int middle = (from + to) >>> 1;
            if (count == 1) {
                // The only record has risen to here: it is the path's end, whether or not it is the path's own.
                boolean right = page.count(from, middle) == 0;
                from = right ? middle : from;
                to = right ? to : middle;
                continue;
            }
            boolean right = TreePath.bit(bits, 0, level);
            var sibling = right ? page.summary(hasher, from, middle) : page.summary(hasher, middle, to);
            siblings.add(Digest.of(sibling.hash()));
            from = right ? middle : from;
            to = right ? to : middle;
        }
        return page.count(from) == 0 ? -1 : from;
    }

    /// Goes down to where at most one record is left, and says its path.
    private static Optional<byte[]> walk(
            StateHasher hasher, LeafPage page, int depth, byte[] bits, List<Digest> siblings) {
        byte[] leaves = page.leaves();
        int from = 0;
        int to = page.count();
        for (int level = depth; to - from > 1; level++) {
            int middle = LeafPage.split(leaves, from, to, level);
            boolean right = TreePath.bit(bits, 0, level);
            var sibling = right
                    ? LeafPage.summary(hasher, leaves, from, middle, level + 1)
                    : LeafPage.summary(hasher, leaves, middle, to, level + 1);
            siblings.add(Digest.of(sibling.hash()));
            from = right ? middle : from;
            to = right ? to : middle;
        }
        return from == to ? Optional.empty() : Optional.of(LeafPage.path(leaves, from));
    }

    private static StateNode.Leaf leaf(Records records, byte[] path) {
        var at = Digest.of(path);
        byte[] value = records.value(at);
        if (value == null) {
            throw new IllegalStateException("the store is damaged: the state tree has a record at " + at
                    + " that the records lack; restore this validator from a snapshot");
        }
        return new StateNode.Leaf(at, StateNode.valueHash(value));
    }

    static IllegalStateException damaged(PageKey page) {
        return new IllegalStateException("the store is damaged: page " + page
                + " of the state tree is not as the one above says; restore this validator from a snapshot");
    }

    /// Changes in the order of their paths.
    static List<Change> sorted(List<Change> changes) {
        var sorted = new ArrayList<>(changes);
        sorted.sort((a, b) -> a.path().compareTo(b.path()));
        for (int i = 1; i < sorted.size(); i++) {
            if (Arrays.equals(
                    sorted.get(i - 1).path().toBytes(), sorted.get(i).path().toBytes())) {
                throw new IllegalArgumentException(
                        "two changes are of one path: " + sorted.get(i).path());
            }
        }
        return sorted;
    }
}
