package network.cairn.chain.tree;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.chain.tree.Page.Summary;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.tree.StateHasher;
import org.jspecify.annotations.Nullable;

/// One update of the state tree: from the top down to the pages that hold the changed records, then back up.
///
/// Changes are sorted, so that all of a page's stand together and it is worked on once.
final class TreeUpdate {
    private final Pages base;
    private final byte[][] paths;

    /// Each changed record's new hash, or null where it goes.
    private final byte[] @Nullable [] hashes;

    private final StateHasher hasher = new StateHasher();
    private final Map<PageKey, Optional<Page>> written = new HashMap<>();

    TreeUpdate(Pages base, List<StateTree.Change> changes) {
        this.base = base;
        var sorted = StateTree.sorted(changes);
        this.paths = new byte[sorted.size()][];
        this.hashes = new byte[sorted.size()] @Nullable [];
        for (int i = 0; i < paths.length; i++) {
            byte[] path = sorted.get(i).path().toBytes();
            byte[] value = sorted.get(i).value();
            paths[i] = path;
            hashes[i] = value == null ? null : hasher.leaf(path, hasher.value(value));
        }
    }

    StateTree.Update run() {
        if (paths.length == 0) {
            return new StateTree.Update(StateTree.root(base), Map.of());
        }
        Summary root = update(PageKey.ROOT, base.page(PageKey.ROOT), 0, paths.length);
        return new StateTree.Update(StateRoot.of(root.hash()), written);
    }

    private Summary update(PageKey key, @Nullable Page page, int from, int to) {
        return switch (page) {
            case null -> write(key, merge(new byte[0], from, to));
            case LeafPage leaf -> write(key, merge(leaf.leaves(), from, to));
            case InnerPage inner -> update(key, inner, from, to);
        };
    }

    private Summary update(PageKey key, InnerPage before, int from, int to) {
        var page = before.copy();
        for (int start = from; start < to; ) {
            int slot = TreePath.halfByte(paths[start], 0, key.halfBytes());
            int end = start + 1;
            while (end < to && TreePath.halfByte(paths[end], 0, key.halfBytes()) == slot) {
                end++;
            }
            page.set(slot, updateChild(key, before, slot, start, end));
            start = end;
        }
        if (page.count() <= LeafPage.LEAVES_JOINED) {
            return write(key, gather(key, page));
        }
        written.put(key, Optional.of(page));
        return page.summary(hasher, 0, InnerPage.SLOTS);
    }

    private Summary updateChild(PageKey key, InnerPage parent, int slot, int from, int to) {
        PageKey child = key.child(slot);
        Page page = base.page(child);
        if ((page == null ? 0 : page.count()) != parent.count(slot)) {
            throw StateTree.damaged(child);
        }
        return update(child, page, from, to);
    }

    /// Takes the leaves out of a page's subtrees, whose pages go.
    private byte[] gather(PageKey key, InnerPage page) {
        byte[] leaves = new byte[page.count() * LeafPage.LEAF_BYTES];
        int at = 0;
        for (int slot = 0; slot < InnerPage.SLOTS; slot++) {
            if (page.count(slot) == 0) {
                continue;
            }
            PageKey child = key.child(slot);
            Optional<Page> fresh = written.get(child);
            Page below = fresh == null ? base.page(child) : fresh.orElse(null);
            if (!(below instanceof LeafPage leaf) || leaf.count() != page.count(slot)) {
                throw StateTree.damaged(child);
            }
            System.arraycopy(leaf.leaves(), 0, leaves, at, leaf.count() * LeafPage.LEAF_BYTES);
            at += leaf.count() * LeafPage.LEAF_BYTES;
            written.put(child, Optional.empty());
        }
        return leaves;
    }

    /// Writes a subtree of these leaves: one page, or as many as it takes.
    private Summary write(PageKey key, byte[] leaves) {
        return write(key, leaves, 0, leaves.length / LeafPage.LEAF_BYTES);
    }

    private Summary write(PageKey key, byte[] leaves, int from, int to) {
        if (to - from <= LeafPage.LEAVES_MAX) {
            written.put(key, from == to ? Optional.empty() : Optional.of(LeafPage.of(leaves, from, to)));
            return LeafPage.summary(hasher, leaves, from, to, key.depth());
        }
        var page = InnerPage.empty();
        for (int start = from; start < to; ) {
            int slot = TreePath.halfByte(leaves, start * LeafPage.LEAF_BYTES, key.halfBytes());
            int end = start + 1;
            while (end < to && TreePath.halfByte(leaves, end * LeafPage.LEAF_BYTES, key.halfBytes()) == slot) {
                end++;
            }
            page.set(slot, write(key.child(slot), leaves, start, end));
            start = end;
        }
        written.put(key, Optional.of(page));
        return page.summary(hasher, 0, InnerPage.SLOTS);
    }

    /// Leaves with the changes from .. to among them.
    private byte[] merge(byte[] leaves, int from, int to) {
        int count = leaves.length / LeafPage.LEAF_BYTES;
        byte[] merged = new byte[leaves.length + (to - from) * LeafPage.LEAF_BYTES];
        int size = 0;
        int next = from;
        for (int i = 0; i < count || next < to; ) {
            int order = i == count ? 1 : next == to ? -1 : compare(leaves, i, paths[next]);
            if (order < 0) {
                System.arraycopy(leaves, i * LeafPage.LEAF_BYTES, merged, size, LeafPage.LEAF_BYTES);
                size += LeafPage.LEAF_BYTES;
                i++;
                continue;
            }
            byte[] hash = hashes[next];
            if (hash != null) {
                System.arraycopy(paths[next], 0, merged, size, LeafPage.PATH_BYTES);
                System.arraycopy(hash, 0, merged, size + LeafPage.PATH_BYTES, StateHasher.HASH_BYTES);
                size += LeafPage.LEAF_BYTES;
            }
            next++;
            i += order == 0 ? 1 : 0;
        }
        return Arrays.copyOf(merged, size);
    }

    private static int compare(byte[] leaves, int index, byte[] path) {
        int at = index * LeafPage.LEAF_BYTES;
        return Arrays.compareUnsigned(leaves, at, at + LeafPage.PATH_BYTES, path, 0, LeafPage.PATH_BYTES);
    }
}
