package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import network.cairn.chain.snapshot.Checkpoint;
import network.cairn.chain.snapshot.EpochEnd;
import network.cairn.chain.snapshot.SnapshotCheck;
import network.cairn.chain.tree.Page;
import network.cairn.chain.tree.PageKey;
import network.cairn.chain.tree.StateTree;
import network.cairn.client.identity.SignatureVerifier;
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

    private final Genesis genesis;
    private final ChainId chain;
    private final ChainParameters parameters;
    private final StateMachine machine;
    private final BlockExecution execution;
    private final KeyValueStore store;
    private final LedgerSettings settings;
    private final SnapshotSchedule snapshots;
    private final BlockArchive archive;
    private final VerifiedBlocks verified = new VerifiedBlocks();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

    private volatile FinalisedState finalised;
    private volatile BlockHeader tip;
    private volatile BlockHash tipHash;
    private volatile long oldestHeight;
    private long prunedTo;
    private boolean writeFailed;
    private @Nullable SnapshotImport snapshotImport;

    private LedgerStore(
            Genesis genesis,
            StateMachine machine,
            KeyValueStore store,
            LedgerSettings settings,
            SnapshotSchedule snapshots,
            LedgerOpening opening) {
        this.genesis = genesis;
        this.chain = genesis.chainId();
        this.parameters = genesis.parameters();
        this.machine = machine;
        this.execution = new BlockExecution(genesis, machine);
        this.store = store;
        this.settings = settings;
        this.snapshots = snapshots;
        this.finalised = new FinalisedState(store, opening.generation(), settings.cacheBytesMax());
        this.archive = new BlockArchive(store);
        this.tip = opening.tip();
        this.tipHash = tip.hash();
        this.oldestHeight = archive.oldestHeight();
        this.prunedTo = archive.prunedTo();
    }

    /// Opens a chain's ledger that makes no snapshots.
    ///
    /// @throws IllegalArgumentException if the store has another chain's ledger, or another version's
    public static LedgerStore open(
            Genesis genesis, StateMachine machine, KeyValueStore store, LedgerSettings settings) {
        return open(genesis, machine, store, settings, SnapshotSchedule.never());
    }

    /// Opens a chain's ledger in a store, which gets the state after genesis where it is empty. Closing
    /// the ledger closes the store.
    ///
    /// @throws IllegalArgumentException if the store has another chain's ledger, or another version's
    public static LedgerStore open(
            Genesis genesis,
            StateMachine machine,
            KeyValueStore store,
            LedgerSettings settings,
            SnapshotSchedule snapshots) {
        var opening = LedgerOpening.open(genesis, machine, store);
        return new LedgerStore(genesis, machine, store, settings, snapshots, opening);
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
        return reading(() -> {
            if (epoch < 0 || epoch > tip.epoch() + 1) {
                return Optional.empty();
            }
            return epoch < tip.epoch()
                    ? archive.epochEnd(epoch).map(EpochEnd::validators)
                    : machine.validators(finalised, epoch);
        });
    }

    /// The state after a block, or nothing where the block is not known.
    private BlockExecution.@Nullable Parent parent(BlockHash hash) {
        if (hash.equals(tipHash)) {
            return new BlockExecution.Parent(hash, tip, finalised, finalised, null, finalised);
        }
        VerifiedBlock block = verified.get(hash);
        return block == null
                ? null
                : new BlockExecution.Parent(hash, block.block().header(), block, block, block, finalised);
    }

    @Override
    public Block build(
            BlockHash parentHash,
            ActorId proposer,
            long timestampMillis,
            List<Transaction> candidates,
            Optional<BeaconSignature> beacon) {
        var parent = parent(parentHash);
        if (parent == null) {
            throw new IllegalArgumentException("block " + parentHash + " is neither final nor verified");
        }
        boolean farAhead = parent.header().height() - tip.height() >= FULL_BLOCKS_AHEAD_MAX;
        var built = execution.build(parent, proposer, timestampMillis, farAhead ? List.of() : candidates, beacon);
        verified.add(built);
        return built.block();
    }

    @Override
    public BlockVerdict verify(Block block) {
        BlockHash hash = block.hash();
        boolean known = verified.get(hash) != null || hash.equals(tipHash);
        if (known && block.isWhole()) {
            return new BlockVerdict.Valid();
        }
        var parent = parent(block.header().parent());
        if (parent == null) {
            return new BlockVerdict.UnknownParent();
        }
        return switch (execution.verify(parent, block)) {
            case BlockExecution.Judgement.Wrong(var reason) -> new BlockVerdict.Invalid(reason);
            case BlockExecution.Judgement.Right(var right) -> {
                verified.add(right);
                yield new BlockVerdict.Valid();
            }
        };
    }

    @Override
    public void finalise(List<Block> blocks, Certificate finalization) {
        requireWritable();
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
        var merged = new StateChanges(changes);
        finalised.write(batch, merged, pages);
        batch.put(LedgerRows.certificate(newTip.height()), finalization.encode());
        var end = epochEnd(newTip, finalization, path.getLast().executed().validators());
        end.ifPresent(it -> batch.put(LedgerRows.epochEnd(newTip.epoch()), it.encode()));
        prune(batch, blocks.size(), newTip.height());
        batch.put(LedgerRows.TIP, newTip.encode());
        write(batch, () -> {
            finalised.written(merged, pages);
            setTip(newTip);
        });
        verified.finalised(tipHash);
        end.ifPresent(it -> snapshots.epochEnded(it, finalised, archive));
    }

    private Optional<EpochEnd> epochEnd(BlockHeader header, Certificate finalization, ValidatorSet set) {
        return header.height() == parameters.lastHeight(header.epoch())
                ? Optional.of(new EpochEnd(header, finalization, set))
                : Optional.empty();
    }

    private void setTip(BlockHeader header) {
        tip = header;
        tipHash = header.hash();
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

    /// Deletes a few of the blocks beyond those to be kept. That a write that fails may not delete them is
    /// no harm: they are past their time.
    private void prune(WriteBatch batch, int added, long newHeight) {
        long oldest = Math.max(oldestHeight, newHeight - settings.blocksKept() + 1);
        prunedTo = archive.prune(batch, prunedTo, oldest, added + PRUNED_EXTRA);
        if (prunedTo > oldestHeight) {
            oldestHeight = prunedTo;
            batch.put(LedgerRows.OLDEST_HEIGHT, BlockArchive.number(oldestHeight));
        }
    }

    /// Writes a batch, and makes it seen by readers.
    private void write(WriteBatch batch, Runnable seen) {
        lock.writeLock().lock();
        try {
            writeFailed = true;
            store.write(batch, Durability.FSYNCED);
            writeFailed = false;
            seen.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public SnapshotImport importSnapshot(SignatureVerifier verifier, Optional<Checkpoint> checkpoint) {
        requireWritable();
        if (snapshotImport != null) {
            snapshotImport.end();
        }
        LedgerOpening.wipeStale(store);
        byte generation = finalised.otherGeneration();
        store.write(new WriteBatch().put(LedgerRows.STALE_GENERATION, new byte[] {generation}), Durability.FSYNCED);
        var anchor = new SnapshotCheck.Anchor(tip.epoch(), tip.validators(), tip.height());
        snapshotImport = new SnapshotImport(
                store,
                new SnapshotCheck(chain, parameters, verifier, anchor, checkpoint),
                new FinalisedState(store, generation, settings.cacheBytesMax()));
        return snapshotImport;
    }

    @Override
    public void install(SnapshotImport complete) {
        requireWritable();
        EpochEnd end = complete.completed();
        BlockHeader header = end.header();
        if (header.height() <= tip.height()) {
            throw new IllegalArgumentException(
                    "the snapshot of height " + header.height() + " is not after the tip of height " + tip.height());
        }
        FinalisedState target = complete.target();
        var batch = new WriteBatch()
                .put(LedgerRows.GENERATION, new byte[] {target.generation()})
                .put(LedgerRows.STALE_GENERATION, new byte[] {target.otherGeneration()})
                .put(LedgerRows.certificate(header.height()), end.finalization().encode())
                .put(LedgerRows.epochEnd(header.epoch()), end.encode())
                .put(LedgerRows.OLDEST_HEIGHT, BlockArchive.number(header.height() + 1))
                .put(LedgerRows.TIP, header.encode());
        write(batch, () -> {
            finalised = target;
            oldestHeight = header.height() + 1;
            setTip(header);
        });
        verified.clear();
        complete.end();
        snapshotImport = null;
        LedgerOpening.wipeStale(store);
    }

    private void requireWritable() {
        if (writeFailed) {
            throw new IllegalStateException("an earlier write of the ledger failed; restart this validator");
        }
    }

    @Override
    public Optional<Rejection> check(Transaction transaction, int pendingBefore) {
        return reading(() -> machine.check(finalised, transaction, pendingBefore));
    }

    @Override
    public byte @Nullable [] get(StateKey key) {
        return reading(() -> finalised.get(key));
    }

    /// Goes through every record of the finalised state, in the order of their paths. Nothing becomes final
    /// until it is through.
    public void forEachRecord(BiConsumer<StateKey, byte[]> each) {
        lock.readLock().lock();
        try (var rows = finalised.scan()) {
            while (rows.hasNext()) {
                byte[] row = rows.next().value();
                each.accept(LedgerRows.recordKey(row), LedgerRows.recordValue(row));
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public ProvenRecord prove(StateKey key) {
        return reading(() -> {
            StateProof proof = StateTree.prove(finalised, finalised, key.path());
            return new ProvenRecord(tip, finalised.get(key), proof);
        });
    }

    @Override
    public Optional<BlockHeader> header(long height) {
        BlockHeader newest = tip;
        if (height == newest.height()) {
            return Optional.of(newest);
        }
        if (height == 0 || isKept(height)) {
            return archive.header(height);
        }
        return keptEnd(height).map(EpochEnd::header).filter(header -> header.height() == height);
    }

    @Override
    public Optional<Block> block(long height) {
        return isKept(height) ? archive.block(height) : Optional.empty();
    }

    @Override
    public Optional<List<Outcome>> outcomes(long height) {
        return isKept(height) ? archive.outcomes(height) : Optional.empty();
    }

    private boolean isKept(long height) {
        return height >= oldestHeight && height <= tip.height();
    }

    /// The end of the epoch of a block that has been pruned.
    private Optional<EpochEnd> keptEnd(long height) {
        return height < 1 || height > tip.height() ? Optional.empty() : archive.epochEnd(parameters.epochOf(height));
    }

    @Override
    public Optional<Long> height(BlockHash block) {
        return archive.height(block).filter(height -> height == 0 || isKept(height));
    }

    @Override
    public Optional<Certificate> finalization(long height) {
        if (!isKept(height)) {
            return keptEnd(height).map(EpochEnd::finalization);
        }
        long newest = tip.height();
        for (long at = height; at <= newest; at++) {
            Optional<Certificate> certificate = archive.certificate(at);
            if (certificate.isPresent()) {
                return certificate;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<TransactionPlace> transaction(TransactionId id) {
        return archive.transaction(id).filter(place -> isKept(place.height()));
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
