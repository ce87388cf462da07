package network.cairn.chain.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.tree.StateNode;
import network.cairn.proofs.tree.StateSubtree;
import org.jspecify.annotations.Nullable;

/// The state tree kept twice: in pages, and as a map from which everything is computed anew.
final class TreeModel implements Pages {
    final Map<PageKey, Page> pages = new HashMap<>();
    final TreeMap<Digest, byte[]> records = new TreeMap<>();

    @Override
    public @Nullable Page page(PageKey key) {
        Page page = pages.get(key);
        return page == null ? null : Page.decode(page.encoded().clone());
    }

    StateRoot apply(List<StateTree.Change> changes) {
        var update = StateTree.update(this, changes);
        update.pages().forEach((key, page) -> put(key, page));
        for (StateTree.Change change : changes) {
            if (change.value() == null) {
                records.remove(change.path());
            } else {
                records.put(change.path(), change.value());
            }
        }
        return update.root();
    }

    private void put(PageKey key, Optional<Page> page) {
        page.ifPresentOrElse(there -> pages.put(key, there), () -> pages.remove(key));
    }

    StateRoot naiveRoot() {
        var leaves = new ArrayList<StateNode.Leaf>();
        records.forEach((path, value) -> leaves.add(new StateNode.Leaf(path, StateNode.valueHash(value))));
        return StateSubtree.of(0, leaves).root();
    }
}
