package network.cairn.node.deal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import network.cairn.client.deal.DealParties;
import network.cairn.client.deal.RevisionAcceptance;
import network.cairn.client.deal.RevisionAnswer;
import network.cairn.client.deal.RevisionAnswer.Reason;
import network.cairn.client.deal.RevisionOffer;
import network.cairn.client.deal.RevisionProposal;
import network.cairn.client.deal.SignedRevision;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.proofs.deal.ListChange;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All deals of a provider with their lists, and which piece on the disk is whose.
///
/// A piece belongs to the first deal that a proposal names it for, from before the provider signs until it has been
/// freed: meanwhile nobody can delete it, and no other deal can have it. A piece that a revision takes out stays on
/// the disk until the epoch in which the ledger took the revision is over, because the epoch before that is proven
/// with the list as it was.
///
/// Safe for use by many threads; of one deal's, one at a time is served.
public final class DealBook {
    private static final Logger LOG = LoggerFactory.getLogger(DealBook.class);

    /// How many epochs an offer is good for after the one in which it is made.
    static final int OFFER_EPOCHS = 12;

    private static final byte PARTY = 'p';
    private static final byte DEAL = 'd';
    private static final byte OWNER = 'o';
    private static final byte LEAVING = 'g';
    private static final byte FREE = 'r';
    private static final byte ENDED = 'x';
    private static final byte KEPT = 0;
    private static final byte GOING = 1;
    private static final int ROWS_MAX = 4096;

    private final KeyValueStore store;
    private final PieceStock pieces;
    private final Signer provider;
    private final ChainId chain;
    private final SignatureVerifier verifier;
    private final Map<DealId, Entry> entries = new ConcurrentHashMap<>();

    /// Held for reading while a piece is deleted, for writing while pieces come to belong to a deal.
    private final ReentrantReadWriteLock owning = new ReentrantReadWriteLock(true);

    private record Entry(ReentrantLock lock, ProviderDeal deal, PublicIdentity client) {}

    /// @param store holds nothing but this book
    public DealBook(
            KeyValueStore store, PieceStock pieces, Signer provider, ChainId chain, SignatureVerifier verifier) {
        this.store = store;
        this.pieces = pieces;
        this.provider = provider;
        this.chain = chain;
        this.verifier = verifier;
    }

    /// The deals there are.
    public List<DealId> deals() {
        var found = new ArrayList<DealId>();
        byte[] prefix = {PARTY};
        try (KeyValueStore.Scan scan = store.scan(prefix, KeyValueSection.after(prefix))) {
            while (scan.hasNext()) {
                byte[] key = scan.next().key();
                found.add(DealId.of(Arrays.copyOfRange(key, 1, key.length)));
            }
        }
        return found;
    }

    /// Whose a deal is; empty if it is none of this provider's.
    public Optional<PublicIdentity> client(DealId deal) {
        return Optional.ofNullable(entry(deal)).map(Entry::client);
    }

    /// Takes up a deal that the ledger has.
    public void adopt(DealId deal, PublicIdentity client) {
        if (entry(deal) == null) {
            store.write(new WriteBatch().put(key(PARTY, deal.toBytes()), client.toBytes()), Durability.FSYNCED);
        }
    }

    /// The newest revision that both have signed, as far as the provider knows.
    public Optional<SignedRevision> agreed(DealId deal) {
        Entry entry = entry(deal);
        if (entry == null) {
            return Optional.empty();
        }
        entry.lock.lock();
        try {
            return entry.deal.agreed();
        } finally {
            entry.lock.unlock();
        }
    }

    /// Answers a client's proposal.
    ///
    /// @param epoch the ledger's current one
    public RevisionAnswer propose(RevisionProposal proposal, long epoch) throws IOException {
        Entry entry = entry(proposal.deal());
        if (entry == null) {
            return refused(Reason.WRONG_DEAL, "deal " + proposal.deal() + " is none of this provider's", null);
        }
        entry.lock.lock();
        try {
            return entry.deal.propose(
                    proposal, epoch, epoch + OFFER_EPOCHS, lapsed -> admit(entry.deal, proposal, lapsed));
        } finally {
            entry.lock.unlock();
        }
    }

    /// Makes the pieces that are to come the deal's own, once each was seen on the disk. Nothing can delete one
    /// between that look and the signature.
    private Optional<RevisionAnswer> admit(ProviderDeal deal, RevisionProposal proposal, Optional<RevisionOffer> lapsed)
            throws IOException {
        owning.writeLock().lock();
        try {
            var batch = new WriteBatch();
            lapsed.ifPresent(offer -> letGo(deal, offer, batch));
            for (PieceEntry piece : proposal.appended()) {
                byte[] owner = store.get(key(OWNER, piece.id().toBytes()));
                if (owner != null && !Arrays.equals(owner, owner(proposal.deal(), KEPT))) {
                    return Optional.of(refused(
                            Reason.PIECE_TWICE,
                            "piece " + piece.id() + " is in a deal already, or leaving one",
                            piece.id()));
                }
                Optional<PieceStat> stat = pieces.stat(piece.id());
                boolean same = stat.isPresent()
                        && stat.get().lengthBytes() == piece.lengthBytes()
                        && stat.get().root().equals(piece.root());
                if (!same) {
                    return Optional.of(refused(
                            Reason.PIECE_NOT_STORED,
                            "piece " + piece.id() + " of " + piece.lengthBytes() + " bytes is not here",
                            piece.id()));
                }
                batch.put(key(OWNER, piece.id().toBytes()), owner(proposal.deal(), KEPT));
            }
            store.write(batch, Durability.FSYNCED);
            return Optional.empty();
        } finally {
            owning.writeLock().unlock();
        }
    }

    /// Undoes what was noted for an offer that nobody can bring to the ledger any more.
    private static void letGo(ProviderDeal deal, RevisionOffer lapsed, WriteBatch batch) {
        DealId id = lapsed.revision().deal();
        for (PieceEntry piece : lapsed.change().appended()) {
            if (!deal.holds(piece.id())) {
                batch.delete(key(OWNER, piece.id().toBytes()));
            }
        }
        for (ListChange.Removal removal : lapsed.change().removals()) {
            PieceId piece = removal.piece().id();
            batch.delete(leaving(id, lapsed.revision().sequence(), piece));
            batch.put(key(OWNER, piece.toBytes()), owner(id, KEPT));
        }
    }

    /// Takes a client's signature.
    ///
    /// @param epoch the ledger's current one
    public RevisionAnswer accept(DealId deal, RevisionAcceptance acceptance, long epoch) {
        Entry entry = entry(deal);
        if (entry == null) {
            return refused(Reason.WRONG_DEAL, "deal " + deal + " is none of this provider's", null);
        }
        entry.lock.lock();
        try {
            noteLeaving(entry, deal);
            return entry.deal.accept(acceptance.revision(), acceptance.client(), epoch);
        } finally {
            entry.lock.unlock();
        }
    }

    /// Notes the pieces that go with the offer, before it is settled: so none is forgotten. Should it lapse
    /// instead, the next offer undoes that.
    private void noteLeaving(Entry entry, DealId deal) {
        Optional<RevisionOffer> offer = entry.deal.offer();
        if (offer.isEmpty() || offer.get().change().removals().isEmpty()) {
            return;
        }
        var batch = new WriteBatch();
        for (ListChange.Removal removal : offer.get().change().removals()) {
            PieceId piece = removal.piece().id();
            batch.put(leaving(deal, offer.get().revision().sequence(), piece), new byte[0]);
            batch.put(key(OWNER, piece.toBytes()), owner(deal, GOING));
        }
        store.write(batch, Durability.FSYNCED);
    }

    /// Learns that the ledger has a revision.
    ///
    /// @param epoch the one in which the ledger took it
    public void taken(SignedRevision revision, long epoch) {
        DealId deal = revision.revision().deal();
        Entry entry = entry(deal);
        if (entry == null) {
            return;
        }
        entry.lock.lock();
        try {
            if (entry.deal
                    .offer()
                    .filter(offer -> offer.revision().equals(revision.revision()))
                    .isPresent()) {
                noteLeaving(entry, deal);
            }
            if (!entry.deal.onLedger(revision)) {
                LOG.error(
                        "the ledger has revision {} of deal {}, which this node has no memory of signing: was its data"
                                + " folder replaced by an older one?",
                        revision.revision().sequence(),
                        deal);
                return;
            }
            free(deal, revision.revision().sequence(), epoch);
        } finally {
            entry.lock.unlock();
        }
    }

    /// Moves what left with a revision, or one before it, to what is freed once an epoch is over.
    private void free(DealId deal, long sequence, long epoch) {
        byte[] prefix = key(LEAVING, deal.toBytes());
        byte[] end = leavingUpTo(deal, sequence + 1);
        while (true) {
            var batch = new WriteBatch();
            int count = 0;
            try (KeyValueStore.Scan scan = store.scan(prefix, end)) {
                while (scan.hasNext() && count < ROWS_MAX) {
                    byte[] row = scan.next().key();
                    byte[] piece = Arrays.copyOfRange(row, prefix.length + Long.BYTES, row.length);
                    batch.delete(row).put(freeable(epoch, piece), deal.toBytes());
                    count++;
                }
            }
            if (count == 0) {
                return;
            }
            store.write(batch, Durability.FSYNCED);
        }
    }

    /// Learns that the ledger has a deal no longer: all its pieces are freed once the epoch is over.
    public void ended(DealId deal, long epoch) {
        if (entry(deal) != null) {
            byte[] when = ByteBuffer.allocate(Long.BYTES).putLong(epoch).array();
            store.write(new WriteBatch().put(key(ENDED, deal.toBytes()), when), Durability.FSYNCED);
        }
    }

    /// Deletes pieces that nothing binds the provider to any more.
    ///
    /// @param epoch the ledger's current one
    /// @return how many were deleted; more may be left where that is as many as were asked for
    public int freeDue(long epoch, int max) throws IOException {
        int freed = 0;
        byte[] prefix = {FREE};
        var due = new ArrayList<KeyValueStore.Entry>();
        try (KeyValueStore.Scan scan = store.scan(prefix, freeable(epoch, new byte[0]))) {
            while (scan.hasNext() && due.size() < max) {
                due.add(scan.next());
            }
        }
        for (KeyValueStore.Entry row : due) {
            PieceId piece = PieceId.of(Arrays.copyOfRange(row.key(), 1 + Long.BYTES, row.key().length));
            DealId deal = DealId.of(row.value());
            Entry entry = entry(deal);
            var batch = new WriteBatch().delete(row.key());
            if (entry != null && isBound(entry, piece)) {
                batch.put(key(OWNER, piece.toBytes()), owner(deal, KEPT));
            } else {
                pieces.delete(piece);
                batch.delete(key(OWNER, piece.toBytes()));
                freed++;
            }
            store.write(batch, Durability.FSYNCED);
        }
        return freed + freeEnded(epoch, max - freed);
    }

    private static boolean isBound(Entry entry, PieceId piece) {
        entry.lock.lock();
        try {
            return entry.deal.holds(piece);
        } finally {
            entry.lock.unlock();
        }
    }

    /// Goes on with the pieces of deals that have ended, from the end of their lists.
    private int freeEnded(long epoch, int max) throws IOException {
        int freed = 0;
        byte[] prefix = {ENDED};
        var ended = new ArrayList<KeyValueStore.Entry>();
        try (KeyValueStore.Scan scan = store.scan(prefix, KeyValueSection.after(prefix))) {
            while (scan.hasNext()) {
                ended.add(scan.next());
            }
        }
        for (KeyValueStore.Entry row : ended) {
            DealId deal = DealId.of(Arrays.copyOfRange(row.key(), 1, row.key().length));
            Entry entry = entry(deal);
            if (ByteBuffer.wrap(row.value()).getLong() >= epoch || freed >= max || entry == null) {
                continue;
            }
            freed += freeOwned(deal, max - freed);
            if (freed < max) {
                forget(deal, row.key());
            }
        }
        return freed;
    }

    private int freeOwned(DealId deal, int max) throws IOException {
        int freed = 0;
        byte[] prefix = {OWNER};
        var owned = new ArrayList<byte[]>();
        try (KeyValueStore.Scan scan = store.scan(prefix, KeyValueSection.after(prefix))) {
            while (scan.hasNext() && owned.size() < max) {
                KeyValueStore.Entry row = scan.next();
                if (Arrays.equals(Arrays.copyOf(row.value(), DealId.LENGTH_BYTES), deal.toBytes())) {
                    owned.add(row.key());
                }
            }
        }
        for (byte[] row : owned) {
            pieces.delete(PieceId.of(Arrays.copyOfRange(row, 1, row.length)));
            store.write(new WriteBatch().delete(row), Durability.FSYNCED);
            freed++;
        }
        return freed;
    }

    private void forget(DealId deal, byte[] endedRow) {
        byte[] section = key(DEAL, deal.toBytes());
        byte[] end = KeyValueSection.after(section);
        while (true) {
            var batch = new WriteBatch();
            int count = 0;
            try (KeyValueStore.Scan scan = store.scan(section, end)) {
                while (scan.hasNext() && count < ROWS_MAX) {
                    batch.delete(scan.next().key());
                    count++;
                }
            }
            if (count == 0) {
                break;
            }
            store.write(batch, Durability.BUFFERED);
        }
        store.write(new WriteBatch().delete(key(PARTY, deal.toBytes())).delete(endedRow), Durability.FSYNCED);
        entries.remove(deal);
    }

    /// Deletes a piece, unless a deal holds it.
    ///
    /// @return false if one does
    public boolean deleteUnlessHeld(PieceId piece, Deletion deletion) throws IOException {
        owning.readLock().lock();
        try {
            if (store.get(key(OWNER, piece.toBytes())) != null) {
                return false;
            }
            deletion.delete();
            return true;
        } finally {
            owning.readLock().unlock();
        }
    }

    /// How a piece is deleted.
    @FunctionalInterface
    public interface Deletion {
        void delete() throws IOException;
    }

    /// A deal's list as an earlier revision had it.
    ///
    /// @param count how many pieces were in it
    SumTree list(DealId deal, long sequence, long count) {
        return required(deal).deal.listAt(sequence, count);
    }

    /// A piece of a deal's list as an earlier revision had it.
    PieceEntry piece(DealId deal, long sequence, long index) {
        return required(deal).deal.pieceAt(sequence, index);
    }

    /// Where a piece was in a deal's list; empty if it was not in it.
    Optional<Long> index(DealId deal, long sequence, PieceId piece) {
        return required(deal).deal.indexAt(sequence, piece);
    }

    /// Forgets lists before a revision: nobody asks for them any more.
    void forgetBefore(DealId deal, long sequence) {
        Entry entry = entry(deal);
        if (entry != null) {
            entry.deal.forgetBefore(sequence);
        }
    }

    private Entry required(DealId deal) {
        Entry entry = entry(deal);
        if (entry == null) {
            throw new IllegalStateException("the list of deal " + deal + " is not here");
        }
        return entry;
    }

    private @Nullable Entry entry(DealId deal) {
        return entries.computeIfAbsent(deal, this::load);
    }

    private @Nullable Entry load(DealId deal) {
        byte[] key = store.get(key(PARTY, deal.toBytes()));
        if (key == null) {
            return null;
        }
        PublicIdentity client = PublicIdentity.of(key);
        var parties = new DealParties(chain, deal, client, provider.publicIdentity());
        var section = new KeyValueSection(store, key(DEAL, deal.toBytes()));
        return new Entry(new ReentrantLock(), new ProviderDeal(section, parties, provider, verifier), client);
    }

    private static RevisionAnswer refused(Reason reason, String detail, @Nullable PieceId piece) {
        return new RevisionAnswer.Refused(reason, detail, Optional.ofNullable(piece));
    }

    private static byte[] key(byte table, byte[] id) {
        return ByteBuffer.allocate(1 + id.length).put(table).put(id).array();
    }

    private static byte[] owner(DealId deal, byte state) {
        return ByteBuffer.allocate(DealId.LENGTH_BYTES + 1)
                .put(deal.toBytes())
                .put(state)
                .array();
    }

    private static byte[] leavingUpTo(DealId deal, long sequence) {
        return ByteBuffer.allocate(1 + DealId.LENGTH_BYTES + Long.BYTES)
                .put(LEAVING)
                .put(deal.toBytes())
                .putLong(sequence)
                .array();
    }

    private static byte[] leaving(DealId deal, long sequence, PieceId piece) {
        return ByteBuffer.allocate(1 + DealId.LENGTH_BYTES + Long.BYTES + PieceId.LENGTH_BYTES)
                .put(leavingUpTo(deal, sequence))
                .put(piece.toBytes())
                .array();
    }

    private static byte[] freeable(long epoch, byte[] piece) {
        return ByteBuffer.allocate(1 + Long.BYTES + piece.length)
                .put(FREE)
                .putLong(epoch)
                .put(piece)
                .array();
    }
}
