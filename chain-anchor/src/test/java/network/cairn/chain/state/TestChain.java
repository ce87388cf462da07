package network.cairn.chain.state;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.identity.Identity;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Signature;

/// A small chain for tests: four validators, some accounts, blocks one after the other.
final class TestChain {
    static final long TIME = 1_700_000_000_000L;

    final List<Identity> validators = new ArrayList<>();
    final List<Identity> accounts = new ArrayList<>();
    final Genesis genesis;
    final StateMachine machine;
    private final Map<ActorId, Long> nonces = new HashMap<>();

    TestChain(int accountCount, int epochBlocks) {
        this(accountCount, 0, epochBlocks);
    }

    /// @param idle accounts besides, whose keys nobody has
    TestChain(int accountCount, int idle, int epochBlocks) {
        var genesisValidators = new ArrayList<Genesis.GenesisValidator>();
        for (int i = 0; i < 4; i++) {
            var identity = identity(1, i);
            validators.add(identity);
            genesisValidators.add(new Genesis.GenesisValidator(
                    identity.publicIdentity(), Amount.credits(2000), new Endpoint("localhost", 7000 + i), 500));
        }
        var balances = new TreeMap<ActorId, Amount>();
        for (int i = 0; i < accountCount; i++) {
            var identity = identity(2, i);
            accounts.add(identity);
            balances.put(identity.id(), Amount.credits(1_000_000));
        }
        for (int i = 0; i < idle; i++) {
            balances.put(idle(i), Amount.units(i + 1));
        }
        var defaults = ChainParameters.DEFAULT;
        var parameters = new ChainParameters(
                epochBlocks,
                Duration.ofSeconds(1),
                defaults.validatorsMax(),
                defaults.admission(),
                defaults.selfStakeMin(),
                defaults.unbondingTime(),
                defaults.evidenceTime(),
                defaults.slashBasisPoints(),
                defaults.feePerByte(),
                defaults.transactionBytesMax(),
                defaults.blockBytesMax());
        genesis = new Genesis("test", TIME, parameters, balances, genesisValidators, Optional.empty());
        machine = machine();
    }

    /// One that remembers no signatures of another's.
    StateMachine machine() {
        return new StateMachine(genesis, (signer, message, signature) -> signer.verify(message, signature));
    }

    private static Identity identity(int kind, int number) {
        byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
        seed[0] = (byte) kind;
        seed[1] = (byte) (number >>> 8);
        seed[2] = (byte) number;
        return Identity.ofSeed(seed);
    }

    /// An account nobody has the key of.
    static ActorId idle(int number) {
        return ActorId.of(
                ByteBuffer.allocate(ActorId.LENGTH_BYTES).putInt(number).array());
    }

    LedgerStore ledger() {
        return ledger(new InMemoryKeyValueStore());
    }

    LedgerStore ledger(KeyValueStore store) {
        return LedgerStore.open(genesis, machine, store, LedgerSettings.of(genesis.parameters()));
    }

    Transaction transfer(int from, ActorId to, long units) {
        var sender = accounts.get(from);
        long nonce = nonces.merge(sender.id(), 1L, Long::sum) - 1;
        return Transaction.sign(
                sender, genesis.chainId(), nonce, Amount.units(100_000), new Transfer(to, Amount.units(units)));
    }

    Block next(Ledger ledger, List<Transaction> transactions) {
        return ledger.build(
                ledger.tip().hash(),
                validators.getFirst().id(),
                ledger.tip().timestampMillis() + 1000,
                transactions,
                Optional.empty());
    }

    /// Builds a block and makes it final.
    Block extend(Ledger ledger, List<Transaction> transactions) {
        Block block = next(ledger, transactions);
        ledger.finalise(List.of(block), finalization(block));
        return block;
    }

    /// A certificate that all four validators signed.
    Certificate finalization(Block block) {
        var vote = new Vote.Finalize(
                new Round(block.header().epoch(), block.header().height()),
                block.header().height() - 1,
                block.hash());
        var signatures = new HashMap<ActorId, Signature>();
        for (Identity validator : validators) {
            signatures.put(validator.id(), validator.sign(vote.signedBytes(genesis.chainId())));
        }
        return Certificate.of(vote, genesis.validatorSet(), signatures);
    }

    static Certificate unsigned(Vote vote) {
        return new Certificate(vote, new BitSet(), List.of());
    }
}
