package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// The blocks that were verified and are not final: a tree whose root is the finalised block.
///
/// The ancestors of the newest block and of the highest always stay; their number is bounded by the epoch's
/// end, which nothing passes before it is final. Of others at most {@value #RIVALS_MAX} are kept: the lowest
/// goes first, and would be verified again.
final class VerifiedBlocks {
    static final int RIVALS_MAX = 64;

    private final Map<BlockHash, VerifiedBlock> blocks = new LinkedHashMap<>();

    @Nullable
    VerifiedBlock get(BlockHash hash) {
        return blocks.get(hash);
    }

    int size() {
        return blocks.size();
    }

    void add(VerifiedBlock added) {
        blocks.put(added.hash(), added);
        if (blocks.size() <= RIVALS_MAX) {
            return;
        }
        var kept = chain(added);
        kept.addAll(chain(Collections.max(blocks.values(), Comparator.comparingLong(VerifiedBlocks::height))));
        while (blocks.size() - kept.size() > RIVALS_MAX) {
            blocks.remove(lowestTip(kept).hash());
        }
    }

    private static Set<BlockHash> chain(VerifiedBlock tip) {
        var chain = new HashSet<BlockHash>();
        for (VerifiedBlock at = tip; at != null; at = at.parent()) {
            chain.add(at.hash());
        }
        return chain;
    }

    /// The lowest block, of these the first verified, that no other stands on.
    private VerifiedBlock lowestTip(Set<BlockHash> kept) {
        var parents = new HashSet<BlockHash>(kept);
        blocks.values().forEach(block -> parents.add(block.block().header().parent()));
        VerifiedBlock lowest = null;
        for (VerifiedBlock block : blocks.values()) {
            boolean tip = !parents.contains(block.hash());
            if (tip && (lowest == null || height(block) < height(lowest))) {
                lowest = block;
            }
        }
        if (lowest == null) {
            throw new IllegalStateException("a tree of " + blocks.size() + " blocks has no tip");
        }
        return lowest;
    }

    private static long height(VerifiedBlock block) {
        return block.block().header().height();
    }

    /// Keeps what stands on a block that is now the finalised one, and forgets the rest.
    void finalised(BlockHash tip) {
        var kept = new HashSet<BlockHash>();
        for (VerifiedBlock block : new ArrayList<>(blocks.values())) {
            // A parent is always verified before its children, so it was met before them here.
            BlockHash parent = block.block().header().parent();
            if (parent.equals(tip)) {
                block.parentIsFinal();
                kept.add(block.hash());
            } else if (kept.contains(parent)) {
                kept.add(block.hash());
            } else {
                blocks.remove(block.hash());
            }
        }
    }

    void clear() {
        blocks.clear();
    }
}
