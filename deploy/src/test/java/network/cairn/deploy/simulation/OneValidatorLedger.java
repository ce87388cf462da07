package network.cairn.deploy.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import network.cairn.chain.state.Ledger;
import network.cairn.chain.state.LedgerSettings;
import network.cairn.chain.state.LedgerStore;
import network.cairn.chain.state.StateMachine;
import network.cairn.chain.state.VerifiedTransactions;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Vote;
import network.cairn.client.light.TransactionResult;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.TransactionId;

/// The real ledger of a chain of one validator, in memory and in a simulation's time: a block comes each second of
/// it.
final class OneValidatorLedger implements LedgerView {
    private static final long TIME_MILLIS = 1_700_000_000_000L;
    private static final Duration BLOCK = Duration.ofSeconds(1);

    private final Genesis genesis;
    private final Signer validator;
    private final LedgerStore ledger;
    private final SplittableRandom random;
    private final Map<TransactionId, Transaction> pool = new LinkedHashMap<>();
    private long nanos;
    private boolean answers = true;
    private boolean calm;

    /// @param epochBlocks blocks, and so seconds, of an epoch
    OneValidatorLedger(Map<ActorId, Amount> balances, Signer validator, int epochBlocks, SplittableRandom random) {
        this.validator = validator;
        this.random = random;
        var or = ChainParameters.DEFAULT;
        var parameters = new ChainParameters(
                epochBlocks,
                BLOCK,
                or.validatorsMax(),
                or.admission(),
                or.selfStakeMin(),
                or.unbondingTime(),
                or.evidenceTime(),
                or.slashBasisPoints(),
                or.feePerByte(),
                or.transactionBytesMax(),
                or.blockBytesMax());
        byte[] key = new byte[BeaconGroup.KEY_LENGTH_BYTES];
        this.genesis = new Genesis(
                "simulated",
                TIME_MILLIS,
                parameters,
                new TreeMap<>(balances),
                List.of(new Genesis.GenesisValidator(
                        validator.publicIdentity(), Amount.credits(100_000), new Endpoint("127.0.0.1", 1), 0)),
                Optional.of(new BeaconGroup(
                        key,
                        1,
                        List.of(new BeaconGroup.Holder(
                                validator.publicIdentity().id(), key)))));
        this.ledger = LedgerStore.open(
                genesis,
                new StateMachine(
                        genesis,
                        SignatureVerifier.ED25519,
                        VerifiedTransactions.serial(SignatureVerifier.ED25519, 10_000),
                        (epoch, beacon) -> beacon.equals(beacon(epoch))),
                new InMemoryKeyValueStore(),
                LedgerSettings.of(parameters));
    }

    private static BeaconSignature beacon(long epoch) {
        byte[] bytes = new byte[BeaconSignature.LENGTH_BYTES];
        new SplittableRandom(epoch).nextBytes(bytes);
        return BeaconSignature.of(bytes);
    }

    LedgerStore store() {
        return ledger;
    }

    /// Nanoseconds since the beginning.
    long nanos() {
        return nanos;
    }

    /// Lets time pass, and blocks come.
    void pass(Duration time) {
        long before = nanos / BLOCK.toNanos();
        nanos += time.toNanos();
        for (long second = before; second < nanos / BLOCK.toNanos(); second++) {
            block();
        }
    }

    /// Whether it answers from now on.
    void answers(boolean whether) {
        answers = whether;
    }

    /// Has it answer always, and forget nothing, from now on.
    void calm() {
        calm = true;
        answers = true;
    }

    private void block() {
        BlockHeader tip = ledger.tip();
        long epoch = genesis.parameters().epochOf(tip.height() + 1);
        // The beacon comes some blocks after the epoch's end.
        long since = tip.height() + 1 - epoch * genesis.parameters().epochBlocks();
        Optional<BeaconSignature> beacon =
                epoch > 0 && since > 1 + epoch % 3 ? Optional.of(beacon(epoch - 1)) : Optional.empty();
        Block block = ledger.build(
                tip.hash(),
                validator.publicIdentity().id(),
                TIME_MILLIS + nanos / 1_000_000,
                List.copyOf(pool.values()),
                beacon);
        block.transactions().forEach(transaction -> pool.remove(transaction.id()));
        var vote = new Vote.Finalize(new Round(block.header().epoch(), since), Math.max(0, since - 1), block.hash());
        var set = ledger.validators(block.header().epoch()).orElseThrow();
        var signed = SignedVote.sign(validator, genesis.chainId(), vote);
        ledger.finalise(
                List.of(block),
                Certificate.of(vote, set, Map.of(validator.publicIdentity().id(), signed.signature())));
    }

    private void requireAnswer() throws LedgerException {
        if (!answers || (!calm && random.nextInt(200) == 0)) {
            throw new LedgerException("the ledger does not answer now");
        }
    }

    @Override
    public Genesis genesis() {
        return genesis;
    }

    @Override
    public BlockHeader tip() throws LedgerException {
        requireAnswer();
        return ledger.tip();
    }

    @Override
    public BlockHeader header(long height) throws LedgerException {
        requireAnswer();
        return ledger.header(height).orElseThrow(() -> new LedgerException("no header " + height));
    }

    @Override
    public Block block(long height) throws LedgerException {
        requireAnswer();
        return ledger.block(height).orElseThrow(() -> new LedgerException("no block " + height));
    }

    @Override
    public Optional<byte[]> record(StateKey key) throws LedgerException {
        requireAnswer();
        return Optional.ofNullable(ledger.get(key));
    }

    @Override
    public Optional<TransactionResult> result(TransactionId id) throws LedgerException {
        requireAnswer();
        Optional<Ledger.TransactionPlace> place = ledger.transaction(id);
        return place.map(at -> new TransactionResult(
                ledger.header(at.height()).orElseThrow(),
                at.index(),
                ledger.outcomes(at.height()).orElseThrow().get(at.index()).code()));
    }

    @Override
    public Optional<Rejection> submit(Transaction transaction) throws LedgerException {
        requireAnswer();
        if (pool.containsKey(transaction.id())) {
            return Optional.empty();
        }
        List<Transaction> before = new ArrayList<>(pool.values());
        before.removeIf(other -> !other.sender().equals(transaction.sender()) || other.nonce() >= transaction.nonce());
        Optional<Rejection> rejection = ledger.check(transaction, before.size());
        boolean takesPlace = rejection.isEmpty() || rejection.get().reason().charged();
        if (takesPlace && (calm || random.nextInt(50) > 0)) {
            // One in fifty is forgotten, as by a validator that starts again.
            pool.put(transaction.id(), transaction);
        }
        return takesPlace ? Optional.empty() : rejection;
    }
}
