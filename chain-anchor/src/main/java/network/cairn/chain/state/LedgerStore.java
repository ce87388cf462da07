package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import network.cairn.chain.tree.Page;
import network.cairn.chain.tree.PageKey;
import network.cairn.chain.tree.Pages;
import network.cairn.chain.tree.StateTree;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionsRoot;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.TransactionId;
import network.cairn.proofs.tree.StateProof;
import org.jspecify.annotations.Nullable;

/// A {@link Ledger} over a key-value store.
///
/// The store has the finalised blocks, the finalised state and its tree, all as of one height: a batch
/// that is fsynced brings it from one to the next. What blocks that are not final would change is kept
/// in memory, as overlays over their parents. Readers on other threads share a lock that `finalise`
/// takes alone while it writes, so each sees one height throughout.
public final class LedgerStore implements Ledger {
    /// A proposer that is this many blocks ahead of finality makes its blocks empty, so that what waits
    /// in memory stays small.
    static final int FULL_BLOCKS_AHEAD_MAX = 16;

    /// Old blocks that go at a time, besides as many as come.
    private static final int PRUNED_EXTRA = 2;

    private static final byte[] FORMAT_VERSION = {1};

    private final Genesis genesis;
    private final ChainId chain;
    private final ChainParameters parameters;
    private final StateMachine machine;
    private final KeyValueStore store;
    private final LedgerSettings settings;
    private final FinalisedState finalised;
    private final BlockArchive archive;
    private final VerifiedBlocks verified = new VerifiedBlocks();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

    private volatile BlockHeader tip;
    private volatile BlockHash tipHash;
    private volatile long oldestHeight;
    private boolean writeFailed;

    private LedgerStore(
            Genesis genesis, StateMachine machine, KeyValueStore store, LedgerSettings settings, BlockHeader tip) {
        this.genesis = genesis;
        this.chain = genesis.chainId();
        this.parameters = genesis.parameters();
        this.machine = machine;
        this.store = store;
        this.settings = settings;
        this.finalised = new FinalisedState(store, settings.pageCacheBytesMax());
        this.archive = new BlockArchive(store);
        this.tip = tip;
        this.tipHash = tip.hash();
        this.oldestHeight = archive.oldestHeight();
    }

    /// Opens a chain's ledger in a store, which gets the state after genesis where it is empty. Closing
    /// the ledger closes the store.
    ///
    /// @throws IllegalArgumentException if the store has another chain's ledger, or a newer version's
    public static LedgerStore open(
            Genesis genesis, StateMachine machine, KeyValueStore store, LedgerSettings settings) {
        ChainId chain = genesis.chainId();
        byte[] stored = store.get(LedgerRows.CHAIN);
        if (stored == null) {
            return new LedgerStore(genesis, machine, store, settings, begin(genesis, chain, machine, store));
        }
        if (!ChainId.of(stored).equals(chain)) {
            throw new IllegalArgumentException("the store has the ledger of chain " + ChainId.of(stored)
                    + ", the genesis is that of " + chain + "; give each chain a folder of its own");
        }
        if (!Arrays.equals(FORMAT_VERSION, store.get(LedgerRows.FORMAT))) {
            throw new IllegalArgumentException("the store's rows are of another version than this program's, "
                    + FORMAT_VERSION[0] + "; let this validator join anew from a snapshot");
        }
        BlockHeader tip = new BlockArchive(store)
                .tip()
                .orElseThrow(() -> new IllegalStateException("the store is damaged: it has no newest header"));
        return new LedgerStore(genesis, machine, store, settings, tip);
    }

    private static BlockHeader begin(Genesis genesis, ChainId chain, StateMachine machine, KeyValueStore store) {
        StateChanges changes = machine.genesis();
        var tree = StateTree.update(_ -> null, treeChanges(changes));
        var set = machine.validators(changes::get, 0)
                .orElseThrow(() -> new IllegalStateException("genesis makes no validator set"))
                .digest();
        var header = new BlockHeader(
                chain,
                0,
                0,
                BlockHash.of(new byte[BlockHash.LENGTH_BYTES]),
                genesis.timeMillis(),
                ActorId.of(new byte[ActorId.LENGTH_BYTES]),
                TransactionsRoot.of(List.of()),
                Outcome.digest(List.of()),
                tree.root(),
                set,
                set,
                Optional.empty());
        var batch = new WriteBatch()
                .put(LedgerRows.CHAIN, chain.toBytes())
                .put(LedgerRows.FORMAT, FORMAT_VERSION)
                .put(LedgerRows.TIP, header.encode())
                .put(LedgerRows.height(header.hash()), BlockArchive.number(0));
        FinalisedState.write(batch, changes, tree.pages());
        store.write(batch, Durability.FSYNCED);
        return header;
    }

    static List<StateTree.Change> treeChanges(StateChanges changes) {
        var list = new ArrayList<StateTree.Change>(changes.records().size());
        changes.records().forEach((key, value) -> list.add(new StateTree.Change(key.path(), value.orElse(null))));
        return list;
    }

    @Override
    public Genesis genesis() {
        return genesis;
    }

    @Override
    public BlockHeader tip() {
        return tip;
    }

    @Override
    public Optional<ValidatorSet> validators(long epoch) {
        return reading(
                () -> Math.abs(epoch - tip.epoch()) > 1 ? Optional.empty() : machine.validators(finalised, epoch));
    }

    /// The state after a block, or nothing where the block is not known.
    private @Nullable Parent parent(BlockHash hash) {
        if (hash.equals(tipHash)) {
            return new Parent(tip, finalised, finalised, null);
        }
        VerifiedBlock block = verified.get(hash);
        return block == null ? null : new Parent(block.block().header(), block, block, block);
    }

    private record Parent(
            BlockHeader header,
            StateView state,
            Pages pages,
            @Nullable VerifiedBlock block) {}

    @Override
    public Block build(
            BlockHash parentHash,
            ActorId proposer,
            long timestampMillis,
            List<Transaction> candidates,
            Optional<BeaconSignature> beacon) {
        Parent parent = parent(parentHash);
        if (parent == null) {
            throw new IllegalArgumentException("block " + parentHash + " is neither final nor verified");
        }
        long height = parent.header().height() + 1;
        long time = Math.max(timestampMillis, parent.header().timestampMillis() + 1);
        var context = new BlockContext(height, parameters.epochOf(height), time, proposer, beacon);
        if (beacon.isPresent() && machine.objection(parent.state(), context).isPresent()) {
            context = new BlockContext(height, context.epoch(), time, proposer, Optional.empty());
        }
        boolean farAhead = height - tip.height() > FULL_BLOCKS_AHEAD_MAX;
        ExecutedBlock executed = machine.select(
                parent.state(),
                context,
                farAhead ? List.of() : candidates,
                parameters.blockBytesMax() - StateMachine.BLOCK_OVERHEAD_BYTES);
        var tree = StateTree.update(parent.pages(), treeChanges(executed.changes()));
        var header = header(context, parentHash, executed, tree);
        var block = new Block(header, executed.transactions());
        verified.add(new VerifiedBlock(block, executed, tree.pages(), parent.block(), finalised));
        return block;
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

    @Override
    public BlockVerdict verify(Block block) {
        BlockHeader header = block.header();
        if (!header.chain().equals(chain)) {
            return new BlockVerdict.Invalid("of chain " + header.chain() + ", this is " + chain);
        }
        BlockHash hash = header.hash();
        boolean known = verified.get(hash) != null || hash.equals(tipHash);
        if (known && block.isWhole()) {
            return new BlockVerdict.Valid();
        }
        Parent parent = parent(header.parent());
        if (parent == null) {
            return new BlockVerdict.UnknownParent();
        }
        var context = new BlockContext(
                header.height(), header.epoch(), header.timestampMillis(), header.proposer(), header.beacon());
        return switch (machine.execute(parent.state(), context, block.transactions())) {
            case ExecutionResult.ContextRefused(var reason) -> new BlockVerdict.Invalid(reason);
            case ExecutionResult.Refused(var index, var rejection) ->
                new BlockVerdict.Invalid("transaction " + index + ": " + rejection);
            case ExecutionResult.Executed(var executed) -> compare(block, context, parent, executed);
        };
    }

    private BlockVerdict compare(Block block, BlockContext context, Parent parent, ExecutedBlock executed) {
        var tree = StateTree.update(parent.pages(), treeChanges(executed.changes()));
        BlockHeader claimed = block.header();
        BlockHeader right = header(context, claimed.parent(), executed, tree);
        if (!claimed.equals(right)) {
            return new BlockVerdict.Invalid(difference(claimed, right));
        }
        verified.add(new VerifiedBlock(block, executed, tree.pages(), parent.block(), finalised));
        return new BlockVerdict.Valid();
    }

    private static String difference(BlockHeader claimed, BlockHeader right) {
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

    @Override
    public void finalise(List<Block> blocks, Certificate finalization) {
        if (writeFailed) {
            throw new IllegalStateException("an earlier write of the ledger failed; restart this validator");
        }
        requireFollowsTip(blocks, finalization);
        var path = new ArrayList<VerifiedBlock>(blocks.size());
        for (Block block : blocks) {
            path.add(verifiedBlock(block));
        }
        BlockHeader newTip = blocks.getLast().header();
        var changes = new LinkedHashMap<StateKey, Optional<byte[]>>();
        var pages = new LinkedHashMap<PageKey, Optional<Page>>();
        var batch = new WriteBatch();
        for (VerifiedBlock block : path) {
            BlockArchive.write(batch, block.block(), block.executed().outcomes());
            changes.putAll(block.executed().changes().records());
            pages.putAll(block.pages());
        }
        FinalisedState.write(batch, new StateChanges(changes), pages);
        batch.put(LedgerRows.certificate(newTip.height()), finalization.encode());
        if (newTip.height() == parameters.lastHeight(newTip.epoch())) {
            var set = path.getLast().executed().validators();
            batch.put(LedgerRows.epochEnd(newTip.epoch()), new EpochEnd(newTip, finalization, set).encode());
        }
        long oldest = prune(batch, blocks.size(), newTip.height());
        batch.put(LedgerRows.TIP, newTip.encode());
        write(batch, pages, newTip, oldest);
        verified.finalised(tipHash);
    }

    private void requireFollowsTip(List<Block> blocks, Certificate finalization) {
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("there is no block to make final");
        }
        BlockHash parent = tipHash;
        for (Block block : blocks) {
            if (!block.header().parent().equals(parent)) {
                throw new IllegalArgumentException(
                        "block " + block.hash() + " of height " + block.header().height() + " does not follow block "
                                + parent + "; the tip is of height " + tip.height());
            }
            parent = block.hash();
        }
        if (blocks.getFirst().header().epoch() != blocks.getLast().header().epoch()) {
            throw new IllegalArgumentException("blocks of epochs "
                    + blocks.getFirst().header().epoch() + " to "
                    + blocks.getLast().header().epoch() + " cannot be made final at once; do it epoch by epoch");
        }
        if (!(finalization.vote() instanceof Vote.Finalize vote)
                || !vote.block().equals(parent)) {
            throw new IllegalArgumentException("the certificate is not the finalization of block " + parent);
        }
    }

    private VerifiedBlock verifiedBlock(Block block) {
        BlockHash hash = block.hash();
        VerifiedBlock known = verified.get(hash);
        if (known != null) {
            return known;
        }
        BlockVerdict verdict = verify(block);
        known = verified.get(hash);
        if (known == null) {
            throw new IllegalStateException("a quorum has made block " + hash + " of height "
                    + block.header().height() + " final, which breaks the rules here: " + verdict
                    + "; this validator runs other rules than the others, or its state is damaged");
        }
        return known;
    }

    /// Deletes a few of the blocks beyond those to be kept, and says which is the oldest then.
    private long prune(WriteBatch batch, int added, long newHeight) {
        long from = oldestHeight;
        long to = Math.min(newHeight - settings.blocksKept() + 1, from + added + PRUNED_EXTRA);
        if (to <= from) {
            return from;
        }
        archive.prune(batch, from, to);
        return to;
    }

    private void write(WriteBatch batch, Map<PageKey, Optional<Page>> pages, BlockHeader newTip, long oldest) {
        lock.writeLock().lock();
        try {
            writeFailed = true;
            store.write(batch, Durability.FSYNCED);
            writeFailed = false;
            finalised.written(pages);
            tip = newTip;
            tipHash = newTip.hash();
            oldestHeight = oldest;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public Optional<Rejection> check(Transaction transaction, int pendingBefore) {
        return reading(() -> machine.check(finalised, transaction, pendingBefore));
    }

    @Override
    public byte @Nullable [] get(StateKey key) {
        return finalised.get(key);
    }

    @Override
    public ProvenRecord prove(StateKey key) {
        return reading(() -> {
            StateProof proof = StateTree.prove(finalised, finalised, key.path());
            return new ProvenRecord(tip, finalised.get(key), proof);
        });
    }

    @Override
    public Optional<Block> block(long height) {
        return archive.block(height);
    }

    @Override
    public Optional<List<Outcome>> outcomes(long height) {
        return archive.outcomes(height);
    }

    @Override
    public Optional<Long> height(BlockHash block) {
        return archive.height(block);
    }

    @Override
    public Optional<Certificate> finalization(long height) {
        long newest = tip.height();
        for (long at = Math.max(height, oldestHeight); at <= newest; at++) {
            Optional<Certificate> certificate = archive.certificate(at);
            if (certificate.isPresent()) {
                return certificate;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<TransactionPlace> transaction(TransactionId id) {
        return archive.transaction(id);
    }

    @Override
    public Optional<EpochEnd> epochEnd(long epoch) {
        return archive.epochEnd(epoch);
    }

    @Override
    public long oldestHeight() {
        return oldestHeight;
    }

    private <T> T reading(Supplier<T> read) {
        lock.readLock().lock();
        try {
            return read.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            store.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
