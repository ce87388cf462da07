package network.cairn.client.light;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Delegation;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.LedgerSamples;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.client.ledger.TransactionProof;
import network.cairn.client.ledger.TransactionsRoot;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Signature;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.id.TransactionId;

/// A chain with a new validator set each epoch, and an honest source of it. Epochs are of four blocks; each
/// block has two transactions, the second charged for nothing.
public final class SmallChain implements ChainSource {
    public static final int EPOCH_BLOCKS = 4;
    static final long TIME_MILLIS = 1_790_000_000_000L;
    public static final ActorId RICH = LedgerSamples.actor(0x71);
    static final ActorId NOBODY = LedgerSamples.actor(0x72);
    static final ActorId DAMAGED = LedgerSamples.actor(0x73);
    static final ActorId PROVIDER = LedgerSamples.actor(0x74);

    public final Genesis genesis;
    final ChainId chain;
    private final long certificateEvery;
    private final List<Block> blocks = new ArrayList<>();
    private final List<SmallState> states = new ArrayList<>();
    private final Map<Long, Certificate> certificates = new HashMap<>();

    /// What the states of blocks from now on have as well.
    public final Map<StateKey, byte[]> records = new HashMap<>();

    /// @param certificateEvery every so many blocks one has a certificate of its own, and each epoch's last
    public SmallChain(String name, int height, long certificateEvery) {
        this.certificateEvery = certificateEvery;
        this.genesis = new Genesis(
                name,
                TIME_MILLIS,
                new ChainParameters(
                        EPOCH_BLOCKS,
                        Duration.ofSeconds(1),
                        21,
                        new ChainParameters.Admission.Open(),
                        Amount.credits(1),
                        Duration.ofDays(14),
                        Duration.ofDays(21),
                        500,
                        Amount.units(10),
                        32 << 10,
                        1 << 20),
                new TreeMap<>(),
                identities(0).stream()
                        .map(identity -> new Genesis.GenesisValidator(
                                identity.publicIdentity(), Amount.credits(10), new Endpoint("validator", 7700), 0))
                        .toList(),
                Optional.empty());
        this.chain = genesis.chainId();
        var genesisHeader = header(0, BlockHash.of(new byte[32]), List.of(), LedgerSamples.filled(32, 1));
        blocks.add(new Block(genesisHeader, List.of()));
        states.add(new SmallState(Map.of()));
        while (tip() < height) {
            extend();
        }
    }

    public long tip() {
        return blocks.size() - 1L;
    }

    /// Who validates in an epoch: genesis' four in epochs 0 and 1, then four whose last one is new.
    public static List<Identity> identities(long epoch) {
        int first = (int) Math.max(1, epoch);
        var identities = new ArrayList<Identity>();
        for (int i = first; i < first + 4; i++) {
            identities.add(LedgerSamples.identity(i));
        }
        return identities;
    }

    public static ValidatorSet set(long epoch) {
        return ValidatorSet.of(identities(epoch).stream()
                .map(identity ->
                        new ValidatorSet.Member(identity.publicIdentity(), 10, new Endpoint("validator", 7700)))
                .toList());
    }

    private static long epochOf(long height) {
        return height == 0 ? 0 : (height - 1) / EPOCH_BLOCKS;
    }

    public static long timeOf(long height) {
        return TIME_MILLIS + 1000 * height;
    }

    public void extend() {
        long height = tip() + 1;
        var all = new HashMap<StateKey, byte[]>();
        all.put(StateKey.deal(LedgerSamples.dealId()), LedgerSamples.deal().encode());
        all.put(
                StateKey.providerAccount(PROVIDER),
                LedgerSamples.providerAccount().encode());
        all.put(
                StateKey.channel(LedgerSamples.digest(0x47)),
                LedgerSamples.channel().encode());
        all.putAll(Map.of(
                StateKey.account(RICH), new Account(height, Amount.credits(height)).encode(),
                StateKey.account(DAMAGED), new byte[] {1},
                StateKey.provider(PROVIDER), LedgerSamples.provider().encode(),
                StateKey.validator(RICH), LedgerSamples.validator().encode(),
                StateKey.delegation(RICH, PROVIDER), new Delegation(Amount.units(5)).encode()));
        all.putAll(records);
        var state = new SmallState(all);
        var block = block(height, blocks.getLast().hash(), state.root());
        blocks.add(block);
        states.add(state);
        if (height % certificateEvery == 0 || height % EPOCH_BLOCKS == 0) {
            certificates.put(height, certificate(block.header(), identities(epochOf(height))));
        }
    }

    public Block block(long height, BlockHash parent, StateRoot state) {
        var transactions = List.of(transaction(height, 0), transaction(height, 1));
        return new Block(header(height, parent, transactions, state.toBytes()), transactions);
    }

    public Transaction transaction(long height, long nonce) {
        return Transaction.sign(
                LedgerSamples.identity(1), chain, nonce, Amount.units(height), new Transfer(RICH, Amount.units(1)));
    }

    private BlockHeader header(long height, BlockHash parent, List<Transaction> transactions, byte[] state) {
        return new BlockHeader(
                chain,
                height,
                epochOf(height),
                parent,
                timeOf(height),
                identities(epochOf(height)).getFirst().id(),
                TransactionsRoot.of(transactions.stream().map(Transaction::id).toList()),
                Outcome.digest(OUTCOMES.subList(0, transactions.size())),
                StateRoot.of(state),
                set(epochOf(height)).digest(),
                set(epochOf(height) + 1).digest(),
                Optional.empty());
    }

    private static final List<Outcome> OUTCOMES = List.of(
            new Outcome.Applied(), new Outcome.Charged(new Rejection(Rejection.Reason.BALANCE_TOO_LOW, "0 of 1")));

    /// A finalization of a header by these, whoever they are.
    public static Certificate certificate(BlockHeader header, List<Identity> signers) {
        var vote = new Vote.Finalize(new Round(header.epoch(), header.height() + 1), header.height(), header.hash());
        var signatures = new HashMap<ActorId, Signature>();
        for (Identity signer : signers) {
            var signed = SignedVote.sign(signer, header.chain(), vote);
            signatures.put(signed.validator(), signed.signature());
        }
        var members = signers.stream()
                .map(identity ->
                        new ValidatorSet.Member(identity.publicIdentity(), 10, new Endpoint("validator", 7700)))
                .toList();
        var set = set(header.epoch());
        boolean ours =
                signers.stream().anyMatch(signer -> set.member(signer.id()).isPresent());
        return Certificate.of(vote, ours ? set : ValidatorSet.of(members), signatures);
    }

    public BlockHeader headerAt(long height) {
        return blocks.get((int) height).header();
    }

    public Checkpoint checkpoint(long height) {
        var header = headerAt(height);
        return new Checkpoint(header, set(header.epoch()), set(header.epoch() + 1));
    }

    @Override
    public CertifiedHeader latest() throws ChainSourceException {
        return certified(tip());
    }

    @Override
    public CertifiedHeader certified(long height) throws ChainSourceException {
        if (height < 1 || height > tip()) {
            throw new ChainSourceException("no block " + height + " of " + tip());
        }
        var descendants = new ArrayList<BlockHeader>();
        long at = height;
        while (!certificates.containsKey(at)) {
            at++;
            if (at > tip()) {
                throw new ChainSourceException("no certificate for block " + height);
            }
            descendants.add(headerAt(at));
        }
        return new CertifiedHeader(headerAt(height), descendants, Objects.requireNonNull(certificates.get(at)));
    }

    @Override
    public ValidatorSet validators(long epoch) {
        return set(epoch);
    }

    public ProvenRecord prove(StateKey key, long height) throws ChainSourceException {
        var certified = certified(height);
        var state = states.get((int) height);
        return new ProvenRecord(
                certified.header(), Optional.of(certified.finalization()), state.get(key), state.prove(key));
    }

    @Override
    public ProvenRecord prove(StateKey key) throws ChainSourceException {
        long height = tip();
        while (!certificates.containsKey(height)) {
            height--;
        }
        return prove(key, height);
    }

    @Override
    public Optional<TransactionInclusion> inclusion(TransactionId id) throws ChainSourceException {
        for (Block block : blocks) {
            var ids = block.transactions().stream().map(Transaction::id).toList();
            int index = ids.indexOf(id);
            if (index >= 0) {
                return Optional.of(new TransactionInclusion(
                        certified(block.header().height()), TransactionProof.of(ids, index), codes()));
            }
        }
        return Optional.empty();
    }

    static byte[] codes() {
        return new byte[] {(byte) OUTCOMES.get(0).code(), (byte) OUTCOMES.get(1).code()};
    }

    @Override
    public Block block(long height) {
        return blocks.get((int) height);
    }
}
