package network.cairn.node.deal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.client.deal.DealParties;
import network.cairn.client.deal.RevisionAnswer;
import network.cairn.client.deal.RevisionAnswer.Reason;
import network.cairn.client.deal.RevisionOffer;
import network.cairn.client.deal.RevisionProposal;
import network.cairn.client.deal.SignedRevision;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.Revision;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.ListChange;
import network.cairn.proofs.deal.ListChangeProof;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.Signature;
import org.jspecify.annotations.Nullable;

/// A provider's side of agreeing with a client on what a deal holds. It holds the list.
///
/// An offer is on the disk before it is sent, and stays there until its client has signed it or the ledger takes it
/// no more: the client has the provider's signature, and may bring the revision to the ledger without a word. Until
/// then the provider signs nothing else, answers the same proposal with the same offer, and must keep what either
/// revision holds. Its next offer has a higher sequence, so it never signs two revisions of one.
///
/// A client that never signs costs its provider the space of one batch until the offer's last epoch is over.
///
/// Not for several threads.
public final class ProviderDeal {
    private static final byte[] OFFER = {'o'};
    private static final byte[] AGREED = {'a'};
    private static final byte[] LIST = {'l'};

    private final KeyValueStore store;
    private final VersionedRows versions;
    private final DealParties parties;
    private final Signer provider;
    private final SignatureVerifier verifier;

    private @Nullable RevisionOffer offer;
    private @Nullable SignedRevision agreed;

    /// Takes up where the store says that it stopped.
    ///
    /// @param store holds nothing but this deal
    /// @throws IllegalStateException if the store holds something else
    public ProviderDeal(KeyValueStore store, DealParties parties, Signer provider, SignatureVerifier verifier) {
        this.store = store;
        this.versions = new VersionedRows(new KeyValueSection(store, LIST));
        this.parties = parties;
        this.provider = provider;
        this.verifier = verifier;
        try {
            byte[] offered = store.get(OFFER);
            offer = offered == null ? null : RevisionOffer.decode(offered);
            byte[] signed = store.get(AGREED);
            if (signed != null) {
                var reader = new CanonicalReader(signed);
                agreed = SignedRevision.read(reader);
                reader.end();
            }
        } catch (CodecException e) {
            throw new IllegalStateException("the journal of deal " + parties.deal() + " cannot be read", e);
        }
    }

    /// The newest revision that both have signed, as far as the provider knows.
    public Optional<SignedRevision> agreed() {
        return Optional.ofNullable(agreed);
    }

    /// What this provider has signed and may still come to be: until it is settled, or the ledger takes it no more.
    Optional<RevisionOffer> offer() {
        return Optional.ofNullable(offer);
    }

    /// The tree over the pieces that are agreed on.
    public SumTree list() {
        return new SumTree(new DealRows(versions.stage()).nodes(), pieces());
    }

    /// Whether a piece is in the list that is agreed on.
    boolean holds(PieceId piece) {
        return new DealRows(versions.stage()).index(piece).isPresent();
    }

    /// The tree as an earlier revision had it, unless that is forgotten.
    ///
    /// @param pieces how many there were
    SumTree listAt(long sequence, long pieces) {
        return new SumTree(new DealRows(versions.asOf(sequence)).nodes(), pieces);
    }

    /// The piece at an index of the list as an earlier revision had it.
    PieceEntry pieceAt(long sequence, long index) {
        return entry(new DealRows(versions.asOf(sequence)), index);
    }

    /// Where a piece was in the list of an earlier revision; empty if it was not.
    Optional<Long> indexAt(long sequence, PieceId piece) {
        return new DealRows(versions.asOf(sequence)).index(piece);
    }

    /// Forgets the lists of revisions before one, a bounded part at once.
    void forgetBefore(long sequence) {
        var list = new WriteBatch();
        versions.forget(sequence, list);
        if (!list.isEmpty()) {
            new KeyValueSection(store, LIST).write(list, Durability.BUFFERED);
        }
    }

    /// The piece at an index of the list.
    ///
    /// @throws IndexOutOfBoundsException if there is none
    public PieceEntry piece(long index) {
        PieceEntry entry = index < 0 || index >= pieces() ? null : new DealRows(versions.stage()).entry(index);
        if (entry == null) {
            throw new IndexOutOfBoundsException("piece " + index + " of " + pieces());
        }
        return entry;
    }

    /// Whether a provider signs for what a proposal brings.
    @FunctionalInterface
    interface Admission {
        /// Called last before the provider signs, in place of the offer that it let lapse, if there is one.
        ///
        /// @return why it does not sign; empty if it does
        Optional<RevisionAnswer> admit(Optional<RevisionOffer> lapsed) throws IOException;
    }

    /// Answers a proposal.
    ///
    /// @param epoch the ledger's current one
    /// @param lastEpoch the last in which a new offer is to be good
    RevisionAnswer propose(RevisionProposal proposal, long epoch, long lastEpoch, Admission admission)
            throws IOException {
        if (!proposal.deal().equals(parties.deal())) {
            return refused(Reason.WRONG_DEAL, "a proposal for deal " + proposal.deal());
        }
        if (proposal.base() != sequence()) {
            return refused(
                    proposal.base() < sequence() ? Reason.STALE : Reason.UNKNOWN_REVISION,
                    "a proposal from revision " + proposal.base() + " where the newest is " + sequence());
        }
        if (offer != null && offer.revision().lastEpoch() >= epoch) {
            return answers(offer.change(), proposal)
                    ? new RevisionAnswer.Offered(offer)
                    : refused(
                            Reason.OFFER_PENDING,
                            "revision " + offer.revision().sequence() + " is signed and good up to epoch "
                                    + offer.revision().lastEpoch());
        }
        var rows = new DealRows(versions.stage());
        var removals = new ArrayList<ListChange.Removal>();
        RevisionAnswer refusal = plan(rows, proposal, removals);
        if (refusal != null) {
            return refusal;
        }
        Optional<RevisionAnswer> notAdmitted = admission.admit(Optional.ofNullable(offer));
        if (notAdmitted.isPresent()) {
            return notAdmitted.get();
        }
        return sign(new ListChange(removals, proposal.appended()), rows, lastEpoch);
    }

    /// Takes a client's signature of an offer.
    ///
    /// @param epoch the ledger's current one
    public RevisionAnswer accept(Revision revision, Signature client, long epoch) {
        if (agreed != null && agreed.revision().equals(revision)) {
            return new RevisionAnswer.Settled(agreed);
        }
        if (revision.sequence() <= sequence()) {
            return refused(Reason.STALE, "revision " + revision.sequence() + " where the newest is " + sequence());
        }
        if (offer == null
                || !offer.revision().equals(revision)
                || offer.revision().lastEpoch() < epoch) {
            return refused(Reason.UNKNOWN_REVISION, "revision " + revision.sequence() + " is not on offer");
        }
        return settle(offer, client);
    }

    /// Takes a revision that the ledger has taken: its client signed it, and the acceptance never came.
    ///
    /// @return whether it is this provider's own
    public boolean onLedger(SignedRevision taken) {
        if (agreed != null && taken.revision().sequence() <= sequence()) {
            return true;
        }
        return offer != null
                && offer.revision().equals(taken.revision())
                && settle(offer, taken.client()) instanceof RevisionAnswer.Settled;
    }

    /// Finds the pieces that are to go. The rows are left as the change leaves them.
    private @Nullable RevisionAnswer plan(DealRows rows, RevisionProposal proposal, List<ListChange.Removal> removals) {
        var list = new SumTree(rows.nodes(), pieces());
        for (PieceId id : proposal.removed()) {
            Optional<Long> index = rows.index(id);
            if (index.isEmpty()) {
                return refused(Reason.NO_SUCH_PIECE, id, "piece " + id + " is not in the deal, or named twice");
            }
            var removal = new ListChange.Removal(index.get(), entry(rows, index.get()));
            removals.add(removal);
            remove(rows, list, removal);
        }
        for (PieceEntry piece : proposal.appended()) {
            if (rows.index(piece.id()).isPresent()) {
                return refused(Reason.PIECE_TWICE, piece.id(), "piece " + piece.id() + " is in the deal");
            }
            rows.putEntry(list.items(), piece);
            list.append(piece.node());
        }
        return null;
    }

    private static void remove(DealRows rows, SumTree list, ListChange.Removal removal) {
        long last = list.items() - 1;
        if (removal.index() != last) {
            rows.putEntry(removal.index(), entry(rows, last));
        }
        rows.removeEntry(last);
        rows.forget(removal.piece().id());
        list.swapRemove(removal.index());
    }

    private static PieceEntry entry(DealRows rows, long index) {
        PieceEntry entry = rows.entry(index);
        if (entry == null) {
            throw new IllegalStateException("the list lacks its piece " + index);
        }
        return entry;
    }

    private RevisionAnswer sign(ListChange change, DealRows changed, long lastEpoch) {
        long items = pieces() - change.removals().size() + change.appended().size();
        var after = new SumTree(changed.nodes(), items);
        long newest = offer == null
                ? sequence()
                : Math.max(sequence(), offer.revision().sequence());
        var revision = new Revision(parties.deal(), newest + 1, after.root(), items, lastEpoch);
        byte[] proof = ListChangeProof.of(list(), change);
        var made = new RevisionOffer(revision, change, proof, revision.sign(provider, parties.chain()));
        store.write(new WriteBatch().put(OFFER, made.encode()), Durability.FSYNCED);
        offer = made;
        return new RevisionAnswer.Offered(made);
    }

    /// Writes the list, its revision and the end of the offer in one.
    private RevisionAnswer settle(RevisionOffer accepted, Signature client) {
        if (!accepted.revision().isSignedBy(parties.client(), parties.chain(), client, verifier)) {
            return refused(
                    Reason.WRONG_SIGNATURE,
                    "the client has not signed revision " + accepted.revision().sequence());
        }
        var rows = new DealRows(versions.stage());
        var list = new SumTree(rows.nodes(), pieces());
        accepted.change().removals().forEach(removal -> remove(rows, list, removal));
        for (PieceEntry piece : accepted.change().appended()) {
            rows.putEntry(list.items(), piece);
            list.append(piece.node());
        }
        var signed = new SignedRevision(accepted.revision(), client, accepted.provider());
        var writer = new CanonicalWriter();
        signed.write(writer);
        var batch = new WriteBatch().put(AGREED, writer.toBytes()).delete(OFFER);
        var changes = new WriteBatch();
        rows.addTo(changes, signed.revision().sequence());
        new KeyValueSection(store, LIST).add(changes, batch);
        store.write(batch, Durability.FSYNCED);
        agreed = signed;
        offer = null;
        return new RevisionAnswer.Settled(signed);
    }

    private static boolean answers(ListChange change, RevisionProposal proposal) {
        return change.appended().equals(proposal.appended())
                && change.removals().stream()
                        .map(removal -> removal.piece().id())
                        .toList()
                        .equals(proposal.removed());
    }

    private long sequence() {
        return agreed == null ? 0 : agreed.revision().sequence();
    }

    private long pieces() {
        return agreed == null ? 0 : agreed.revision().pieces();
    }

    private static RevisionAnswer refused(Reason reason, String detail) {
        return new RevisionAnswer.Refused(reason, detail, Optional.empty());
    }

    private static RevisionAnswer refused(Reason reason, PieceId piece, String detail) {
        return new RevisionAnswer.Refused(reason, detail, Optional.of(piece));
    }
}
