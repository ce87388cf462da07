package network.cairn.deploy.chain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.TransactionResult;
import network.cairn.client.rpc.BlockEvent;
import network.cairn.client.rpc.ChainStatus;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.id.TransactionId;

/// A chain of which a test says what its state is, what it takes and what became of that.
public final class ChainInMemory implements ChainAccess {
    private static final Identity VALIDATOR = identity(77);

    private final Map<StateKey, byte[]> records = new HashMap<>();
    private final Map<TransactionId, TransactionResult> results = new HashMap<>();
    private final Function<Transaction, Optional<Rejection>> taking;

    /// A chain that takes nothing.
    ChainInMemory() {
        this(_ -> {
            throw new UnsupportedOperationException("this chain takes no transactions");
        });
    }

    /// @param taking is told of each transaction that is handed in, and says why it is not taken
    public ChainInMemory(Function<Transaction, Optional<Rejection>> taking) {
        this.taking = taking;
    }

    /// The same identity for the same seed.
    public static Identity identity(int seed) {
        byte[] bytes = new byte[Identity.SEED_LENGTH_BYTES];
        bytes[0] = (byte) seed;
        return Identity.ofSeed(bytes);
    }

    public void put(StateKey key, byte[] value) {
        records.put(key, value);
    }

    /// Makes a transaction final in the first block.
    ///
    /// @param outcomeCode 0 where it was carried out
    public void finish(Transaction transaction, int outcomeCode) {
        Digest digest = Digest.of(new byte[Digest.LENGTH_BYTES]);
        var header = new BlockHeader(
                genesis().chainId(),
                1,
                0,
                BlockHash.of(new byte[BlockHash.LENGTH_BYTES]),
                1,
                VALIDATOR.id(),
                digest,
                digest,
                StateRoot.of(new byte[StateRoot.LENGTH_BYTES]),
                digest,
                digest,
                Optional.empty());
        results.put(transaction.id(), new TransactionResult(header, 0, outcomeCode));
    }

    @Override
    public Genesis genesis() {
        return new Genesis(
                "test",
                0,
                ChainParameters.DEFAULT,
                new TreeMap<>(),
                List.of(new Genesis.GenesisValidator(
                        VALIDATOR.publicIdentity(), Amount.credits(1000), new Endpoint("127.0.0.1", 1), 0)),
                Optional.empty());
    }

    @Override
    public Optional<byte[]> record(StateKey key) {
        return Optional.ofNullable(records.get(key));
    }

    @Override
    public Optional<TransactionResult> result(TransactionId id) {
        return Optional.ofNullable(results.get(id));
    }

    @Override
    public Optional<Rejection> submit(Transaction transaction) {
        return taking.apply(transaction);
    }

    @Override
    public BlockHeader tip() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ValidatorSet validators(boolean next) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Block block(long height) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChainStatus nodeStatus() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void events(long afterHeight, Predicate<BlockEvent> wanted) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
