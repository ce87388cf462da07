package network.cairn.chain.tree;

import org.jspecify.annotations.Nullable;

/// The pages of one version of the state tree.
@FunctionalInterface
public interface Pages {
    /// A page, or null where the version has none of this name.
    @Nullable
    Page page(PageKey key);
}
