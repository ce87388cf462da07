package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;

/// Blocks that are right but for one thing.
final class WrongBlocks {
    private WrongBlocks() {}

    /// The fields of a header, to be changed one at a time.
    private static final class Fields {
        ChainId chain;
        long height;
        long epoch;
        BlockHash parent;
        long time;
        ActorId proposer;
        Digest transactions;
        Digest outcomes;
        StateRoot state;
        Digest validators;
        Digest nextValidators;
        Optional<BeaconSignature> beacon;

        Fields(BlockHeader header) {
            chain = header.chain();
            height = header.height();
            epoch = header.epoch();
            parent = header.parent();
            time = header.timestampMillis();
            proposer = header.proposer();
            transactions = header.transactions();
            outcomes = header.outcomes();
            state = header.state();
            validators = header.validators();
            nextValidators = header.nextValidators();
            beacon = header.beacon();
        }

        BlockHeader header() {
            return new BlockHeader(
                    chain,
                    height,
                    epoch,
                    parent,
                    time,
                    proposer,
                    transactions,
                    outcomes,
                    state,
                    validators,
                    nextValidators,
                    beacon);
        }
    }

    private static Block with(Block block, UnaryOperator<Fields> change) {
        return new Block(change.apply(new Fields(block.header())).header(), block.transactions());
    }

    static Block withParent(Block block, BlockHash parent) {
        return with(block, fields -> {
            fields.parent = parent;
            return fields;
        });
    }

    /// One for each field but the parent, and one without its transactions.
    static List<Block> of(TestChain chain, Block right) {
        var zero = Digest.of(new byte[32]);
        var wrong = new ArrayList<Block>();
        wrong.add(with(right, fields -> {
            fields.chain = ChainId.of(new byte[32]);
            return fields;
        }));
        for (long height :
                new long[] {0, right.header().height() - 1, right.header().height() + 1, Long.MAX_VALUE}) {
            wrong.add(with(right, fields -> {
                fields.height = height;
                return fields;
            }));
        }
        for (long epoch : new long[] {right.header().epoch() + 1, Long.MAX_VALUE}) {
            wrong.add(with(right, fields -> {
                fields.epoch = epoch;
                return fields;
            }));
        }
        wrong.add(with(right, fields -> {
            fields.time = TestChain.TIME;
            return fields;
        }));
        wrong.add(with(right, fields -> {
            fields.proposer = chain.accounts.getFirst().id();
            return fields;
        }));
        wrong.add(with(right, fields -> {
            fields.transactions = zero;
            return fields;
        }));
        wrong.add(with(right, fields -> {
            fields.outcomes = zero;
            return fields;
        }));
        wrong.add(with(right, fields -> {
            fields.validators = zero;
            return fields;
        }));
        wrong.add(with(right, fields -> {
            fields.nextValidators = zero;
            return fields;
        }));
        wrong.add(with(right, fields -> {
            fields.beacon = Optional.of(BeaconSignature.of(new byte[BeaconSignature.LENGTH_BYTES]));
            return fields;
        }));
        wrong.add(new Block(right.header(), List.of()));
        wrong.add(with(right, fields -> {
            fields.state = StateRoot.of(new byte[32]);
            return fields;
        }));
        return wrong;
    }
}
