package network.cairn.chain.state;

import java.util.Map;
import java.util.Optional;
import network.cairn.chain.tree.Page;
import network.cairn.chain.tree.PageKey;
import network.cairn.chain.tree.Pages;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// A block that was verified and is not final, and the state after it: what it changes, over its parent's.
final class VerifiedBlock implements StateView, Pages {
    private final Block block;
    private final BlockHash hash;
    private final ExecutedBlock executed;
    private final Map<PageKey, Optional<Page>> pages;
    private final FinalisedState finalised;

    /// The block before, or null where that is final.
    private @Nullable VerifiedBlock parent;

    VerifiedBlock(
            Block block,
            ExecutedBlock executed,
            Map<PageKey, Optional<Page>> pages,
            @Nullable VerifiedBlock parent,
            FinalisedState finalised) {
        this.block = block;
        this.hash = block.hash();
        this.executed = executed;
        this.pages = pages;
        this.parent = parent;
        this.finalised = finalised;
    }

    Block block() {
        return block;
    }

    BlockHash hash() {
        return hash;
    }

    ExecutedBlock executed() {
        return executed;
    }

    Map<PageKey, Optional<Page>> pages() {
        return pages;
    }

    @Nullable
    VerifiedBlock parent() {
        return parent;
    }

    void parentIsFinal() {
        parent = null;
    }

    @Override
    public byte @Nullable [] get(StateKey key) {
        for (VerifiedBlock at = this; at != null; at = at.parent) {
            Optional<byte[]> value = at.executed.changes().records().get(key);
            if (value != null) {
                return value.orElse(null);
            }
        }
        return finalised.get(key);
    }

    @Override
    public @Nullable Page page(PageKey key) {
        for (VerifiedBlock at = this; at != null; at = at.parent) {
            Optional<Page> page = at.pages.get(key);
            if (page != null) {
                return page.orElse(null);
            }
        }
        return finalised.page(key);
    }
}
