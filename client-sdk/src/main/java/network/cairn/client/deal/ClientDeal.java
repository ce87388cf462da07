package network.cairn.client.deal;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
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
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.Signature;
import org.jspecify.annotations.Nullable;

/// A client's side of agreeing with a provider on what a deal holds, without holding the list itself.
///
/// One batch at a time goes through three states, each on the disk before its message leaves: the batch is *wanted*
/// (a proposal is sent until an offer comes), *accepted* (the client has signed the offer, and its signature is
/// sent until the provider settles), *settled*. After a crash {@link #next} says what to send again; the provider
/// answers the same to the same. The client never signs two revisions of one sequence: an accepted one is let go
/// only when the ledger takes it no more, and the provider numbers its next one higher.
///
/// What the outcomes mean:
/// - a provider that never answers: the batch stays wanted. Its pieces are paid for by nobody, removed ones go on
/// to be paid   for; the client may close the deal.
/// - a provider that signs something else: {@link DealProtocolException}, nothing is signed.
/// - an acceptance that the provider lets lapse: once the revision's last epoch is over the batch is wanted again.
///
/// Not for several threads.
public final class ClientDeal {
    private static final byte[] WANTED = {'w'};
    private static final byte[] ACCEPTED = {'c'};
    private static final byte[] SETTLED = {'s'};

    /// How many epochs ahead of the current one an offer may be good for.
    static final int OFFER_EPOCHS_MAX = 24;

    private final KeyValueStore store;
    private final DealParties parties;
    private final Signer client;
    private final SignatureVerifier verifier;

    private @Nullable RevisionProposal wanted;
    private @Nullable SignedRevision accepted;
    private @Nullable SignedRevision settled;

    /// Takes up where the store says that it stopped.
    ///
    /// @param store holds nothing but this deal
    /// @throws IllegalStateException if the store holds something else
    public ClientDeal(KeyValueStore store, DealParties parties, Signer client, SignatureVerifier verifier) {
        this.store = store;
        this.parties = parties;
        this.client = client;
        this.verifier = verifier;
        try {
            byte[] proposal = store.get(WANTED);
            wanted = proposal == null ? null : RevisionProposal.decode(proposal);
            accepted = revision(store.get(ACCEPTED));
            settled = revision(store.get(SETTLED));
        } catch (CodecException e) {
            throw new IllegalStateException("the journal of deal " + parties.deal() + " cannot be read", e);
        }
    }

    /// What there is to send to the provider.
    public sealed interface Message {
        /// The batch that is wanted.
        record Propose(RevisionProposal proposal) implements Message {}

        /// The client's signature of a revision that the provider has offered.
        record Accept(Revision revision, Signature client) implements Message {}
    }

    /// The newest revision that both hold.
    public Optional<SignedRevision> settled() {
        return Optional.ofNullable(settled);
    }

    /// The newest revision that both have signed, which the ledger would take.
    public Optional<SignedRevision> signed() {
        return accepted == null ? settled() : Optional.of(accepted);
    }

    /// What to send next; empty where nothing is under way.
    public Optional<Message> next() {
        if (accepted != null) {
            return Optional.of(new Message.Accept(accepted.revision(), accepted.client()));
        }
        return wanted == null ? Optional.empty() : Optional.of(new Message.Propose(wanted));
    }

    /// The batch that is under way.
    public Optional<RevisionProposal> wanted() {
        return Optional.ofNullable(wanted);
    }

    /// Gives up the batch that is wanted, because its provider does not take it as it is. Should the provider have
    /// signed it after all, it signs no other before that has lapsed.
    ///
    /// @throws IllegalStateException if the client has signed it
    public void abandon() {
        if (accepted != null) {
            throw new IllegalStateException(
                    "revision " + accepted.revision().sequence() + " of deal " + parties.deal() + " is signed");
        }
        store.write(new WriteBatch().delete(WANTED), Durability.FSYNCED);
        wanted = null;
    }

    /// Begins a batch.
    ///
    /// @throws IllegalStateException if one is under way
    public void want(List<PieceId> removed, List<PieceEntry> appended) {
        if (wanted != null) {
            throw new IllegalStateException("a batch of deal " + parties.deal() + " is under way");
        }
        var proposal = new RevisionProposal(parties.deal(), sequence(), removed, appended);
        store.write(new WriteBatch().put(WANTED, proposal.encode()), Durability.FSYNCED);
        wanted = proposal;
    }

    /// Takes an answer of the provider's to what {@link #next} said.
    ///
    /// @param epoch the ledger's current one
    /// @throws DealProtocolException if no honest provider answers that
    public void answered(RevisionAnswer answer, long epoch) throws DealProtocolException {
        switch (answer) {
            case RevisionAnswer.Offered(var offer) -> offered(offer, epoch);
            case RevisionAnswer.Settled(var agreed) -> onSettled(agreed);
            case RevisionAnswer.Refused(var reason, var detail, var _) -> refused(reason, detail, epoch);
        }
    }

    /// Takes a revision that the ledger has taken.
    public void onLedger(SignedRevision taken) throws DealProtocolException {
        if (taken.revision().sequence() > sequence()) {
            onSettled(taken);
        }
    }

    private void offered(RevisionOffer offer, long epoch) throws DealProtocolException {
        if (wanted == null || accepted != null) {
            // A late answer to a message that was sent twice.
            return;
        }
        String objection = objection(offer, wanted, epoch);
        if (objection != null) {
            throw new DealProtocolException("the offer for deal " + parties.deal() + " is wrong: " + objection);
        }
        var signed =
                new SignedRevision(offer.revision(), offer.revision().sign(client, parties.chain()), offer.provider());
        store.write(new WriteBatch().put(ACCEPTED, encoded(signed)), Durability.FSYNCED);
        accepted = signed;
    }

    private @Nullable String objection(RevisionOffer offer, RevisionProposal proposal, long epoch) {
        Revision revision = offer.revision();
        if (!revision.deal().equals(parties.deal()) || revision.sequence() <= proposal.base()) {
            return "revision " + revision.sequence() + " of deal " + revision.deal();
        }
        if (revision.lastEpoch() < epoch || revision.lastEpoch() > epoch + OFFER_EPOCHS_MAX) {
            return "good up to epoch " + revision.lastEpoch() + " in epoch " + epoch;
        }
        ListChange change = offer.change();
        var removed = new HashSet<PieceId>();
        change.removals().forEach(removal -> removed.add(removal.piece().id()));
        if (!change.appended().equals(proposal.appended())
                || change.removals().size() != proposal.removed().size()
                || !removed.equals(new HashSet<>(proposal.removed()))) {
            return "not the change that was asked for";
        }
        SumNode list = settled == null ? SumNode.EMPTY : settled.revision().list();
        long pieces = settled == null ? 0 : settled.revision().pieces();
        return switch (ListChangeProof.verify(list, pieces, change, offer.proof())) {
            case ListChangeProof.Result.Rejected(var reason) -> "its proof: " + reason;
            case ListChangeProof.Result.Changed(var root, long items) -> {
                if (!root.equals(revision.list()) || items != revision.pieces()) {
                    yield "not the list that the change leaves";
                }
                yield revision.isSignedBy(parties.provider(), parties.chain(), offer.provider(), verifier)
                        ? null
                        : "not signed by the provider";
            }
        };
    }

    private void onSettled(SignedRevision agreed) throws DealProtocolException {
        if (settled != null && agreed.revision().equals(settled.revision())) {
            return;
        }
        if (accepted == null || !agreed.revision().equals(accepted.revision())) {
            throw new DealProtocolException("revision " + agreed.revision().sequence() + " of deal " + parties.deal()
                    + " is settled for the provider, and the client has not signed it");
        }
        store.write(
                new WriteBatch()
                        .put(SETTLED, encoded(accepted))
                        .delete(ACCEPTED)
                        .delete(WANTED),
                Durability.FSYNCED);
        settled = accepted;
        accepted = null;
        wanted = null;
    }

    private void refused(RevisionAnswer.Reason reason, String detail, long epoch) throws DealProtocolException {
        boolean lapsed = accepted != null
                && reason == RevisionAnswer.Reason.UNKNOWN_REVISION
                && epoch > accepted.revision().lastEpoch();
        if (lapsed) {
            store.write(new WriteBatch().delete(ACCEPTED), Durability.FSYNCED);
            accepted = null;
        } else if (reason != RevisionAnswer.Reason.OFFER_PENDING && reason != RevisionAnswer.Reason.UNKNOWN_REVISION) {
            throw new DealProtocolException("deal " + parties.deal() + ": " + reason + ": " + detail);
        }
    }

    private long sequence() {
        return settled == null ? 0 : settled.revision().sequence();
    }

    private static byte[] encoded(SignedRevision signed) {
        var writer = new CanonicalWriter();
        signed.write(writer);
        return writer.toBytes();
    }

    private static @Nullable SignedRevision revision(byte @Nullable [] encoded) throws CodecException {
        if (encoded == null) {
            return null;
        }
        var reader = new CanonicalReader(encoded);
        SignedRevision signed = SignedRevision.read(reader);
        reader.end();
        return signed;
    }
}
