package network.cairn.chain.validator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.chain.state.BlockVerdict;
import network.cairn.chain.state.Ledger;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;

/// The blocks that were verified or built here and are not final. The ledger forgets such blocks where rivals are
/// many, and its memory of them with a restart; from here they are verified once more when one follows them.
final class PendingBlocks {
    private static final int BLOCKS_MAX = 96;

    private final Ledger ledger;
    private final Map<BlockHash, Block> blocks = new LinkedHashMap<>();

    PendingBlocks(Ledger ledger) {
        this.ledger = ledger;
    }

    /// A block on this parent; nothing where the parent is not known any more.
    Optional<Block> build(
            BlockHash parent,
            ActorId proposer,
            long nowMillis,
            List<Transaction> transactions,
            Optional<BeaconSignature> beacon) {
        if (!isVerified(parent)) {
            return Optional.empty();
        }
        Block block = ledger.build(parent, proposer, nowMillis, transactions, beacon);
        keep(block);
        return Optional.of(block);
    }

    /// Whether a block may follow its parent.
    BlockVerdict verify(Block block) {
        BlockVerdict verdict = ledger.verify(block);
        if (verdict instanceof BlockVerdict.UnknownParent
                && isVerified(block.header().parent())) {
            verdict = ledger.verify(block);
        }
        if (verdict instanceof BlockVerdict.Valid) {
            keep(block);
        }
        return verdict;
    }

    /// Whether the ledger knows a block for final or verified, or does when it is told its ancestors again: at most
    /// {@value #BLOCKS_MAX}, since each is lower than the one before and kept here.
    private boolean isVerified(BlockHash hash) {
        if (hash.equals(ledger.tip().hash())) {
            return true;
        }
        Block block = blocks.get(hash);
        return block != null
                && block.header().height() > ledger.tip().height()
                && verify(block) instanceof BlockVerdict.Valid;
    }

    private void keep(Block block) {
        blocks.put(block.hash(), block);
        if (blocks.size() > BLOCKS_MAX) {
            blocks.remove(blocks.keySet().iterator().next());
        }
    }

    /// Forgets what cannot become final any more.
    void finalised(long height) {
        blocks.values().removeIf(block -> block.header().height() <= height);
    }
}
