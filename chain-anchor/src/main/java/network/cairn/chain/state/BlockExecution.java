package network.cairn.chain.state;

import java.util.List;
import java.util.Optional;
import network.cairn.chain.tree.Pages;
import network.cairn.chain.tree.StateTree;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionsRoot;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import org.jspecify.annotations.Nullable;

/// Carries blocks out on the state of their parents: makes new ones, and says whether those of others are
/// right in every field that the state decides.
final class BlockExecution {
    private final ChainId chain;
    private final Genesis genesis;
    private final StateMachine machine;

    BlockExecution(Genesis genesis, StateMachine machine) {
        this.chain = genesis.chainId();
        this.genesis = genesis;
        this.machine = machine;
    }

    /// The state after a block.
    ///
    /// @param block the block, or null where it is the finalised one
    record Parent(
            BlockHash hash,
            BlockHeader header,
            StateView state,
            Pages pages,
            @Nullable VerifiedBlock block,
            FinalisedState finalised) {}

    /// What carrying out somebody's block came to.
    sealed interface Judgement {
        record Right(VerifiedBlock block) implements Judgement {}

        record Wrong(String reason) implements Judgement {}
    }

    VerifiedBlock build(
            Parent parent,
            ActorId proposer,
            long timestampMillis,
            List<Transaction> candidates,
            Optional<BeaconSignature> beacon) {
        var parameters = genesis.parameters();
        long height = parent.header().height() + 1;
        long time = Math.max(timestampMillis, parent.header().timestampMillis() + 1);
        var context = new BlockContext(height, parameters.epochOf(height), time, proposer, beacon);
        if (beacon.isPresent() && machine.objection(parent.state(), context).isPresent()) {
            context = new BlockContext(height, context.epoch(), time, proposer, Optional.empty());
        }
        ExecutedBlock executed = machine.select(
                parent.state(), context, candidates, parameters.blockBytesMax() - StateMachine.BLOCK_OVERHEAD_BYTES);
        var tree = StateTree.update(parent.pages(), executed.changes().toTree());
        var block = new Block(header(context, parent.hash(), executed, tree), executed.transactions());
        return new VerifiedBlock(block, executed, tree.pages(), parent.block(), parent.finalised());
    }

    Judgement verify(Parent parent, Block block) {
        BlockHeader header = block.header();
        var context = new BlockContext(
                header.height(), header.epoch(), header.timestampMillis(), header.proposer(), header.beacon());
        return switch (machine.execute(parent.state(), context, block.transactions())) {
            case ExecutionResult.ContextRefused(var reason) -> new Judgement.Wrong(reason);
            case ExecutionResult.Refused(var index, var rejection) ->
                new Judgement.Wrong("transaction " + index + ": " + rejection);
            case ExecutionResult.Executed(var executed) -> compare(parent, block, context, executed);
        };
    }

    private Judgement compare(Parent parent, Block block, BlockContext context, ExecutedBlock executed) {
        var tree = StateTree.update(parent.pages(), executed.changes().toTree());
        BlockHeader right = header(context, parent.hash(), executed, tree);
        if (!block.header().equals(right)) {
            return new Judgement.Wrong(difference(block.header(), right));
        }
        return new Judgement.Right(
                new VerifiedBlock(block, executed, tree.pages(), parent.block(), parent.finalised()));
    }

    /// The header that carrying a block out gives.
    private BlockHeader header(BlockContext context, BlockHash parent, ExecutedBlock executed, StateTree.Update tree) {
        return new BlockHeader(
                chain,
                context.height(),
                context.epoch(),
                parent,
                context.timestampMillis(),
                context.proposer(),
                TransactionsRoot.of(
                        executed.transactions().stream().map(Transaction::id).toList()),
                Outcome.digest(executed.outcomes()),
                tree.root(),
                executed.validators().digest(),
                executed.nextValidators().digest(),
                context.beacon());
    }

    private static String difference(BlockHeader claimed, BlockHeader right) {
        if (!claimed.chain().equals(right.chain())) {
            return "of chain " + claimed.chain() + ", this is " + right.chain();
        }
        if (!claimed.transactions().equals(right.transactions())) {
            return "the header's transactions root is not that of the block's transactions";
        }
        if (!claimed.outcomes().equals(right.outcomes())) {
            return "the header's outcomes are not those of carrying the block out";
        }
        if (!claimed.validators().equals(right.validators())
                || !claimed.nextValidators().equals(right.nextValidators())) {
            return "the header's validator sets are not those of the state";
        }
        return "the header's state root is " + claimed.state() + ", carrying the block out gives " + right.state();
    }
}
