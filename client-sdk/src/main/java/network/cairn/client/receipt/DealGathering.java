package network.cairn.client.receipt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.light.ChainSource;
import network.cairn.client.transport.NodeException;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.deal.MembershipVerdict;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;

/// Has the nodes show which pieces are in the list that the ledger has of a deal, and in the one before.
final class DealGathering {
    /// A piece of the receipt and the deal that it is said to be in.
    record Wanted(ReceiptSegment segment, ReceiptSegment.Piece piece, DealId deal) {
        ActorId node() {
            return piece.provider();
        }

        /// By what names the piece: a segment has many, and each would hash all of them.
        @Override
        public int hashCode() {
            return segment.id().hashCode() * 31 + piece.index();
        }
    }

    /// A deal and what was shown to be in it.
    ///
    /// @param record the deal's, as the source gave it
    /// @param pieces by piece, in the order in which they were wanted
    record Shown(DealId id, ProvenRecord record, Deal deal, Map<Wanted, MembershipProof> pieces) {}

    private final ChainSource source;
    private final PieceMembership membership;
    private final int attemptsMax;
    private final Questions questions;

    DealGathering(ChainSource source, PieceMembership membership, int attemptsMax, Questions questions) {
        this.source = source;
        this.membership = membership;
        this.attemptsMax = attemptsMax;
        this.questions = questions;
    }

    /// Asks for a deal and its pieces; empty where the ledger has no such deal, or none of the pieces is in it.
    /// Where the deal changes meanwhile, all is asked again.
    Optional<Shown> deal(DealId id, List<Wanted> wanted) throws Exception {
        Optional<Shown> shown = Optional.empty();
        for (int attempt = 0; attempt < attemptsMax; attempt++) {
            ProvenRecord record = questions.ask(() -> source.prove(StateKey.deal(id)));
            if (record.value().isEmpty()) {
                return Optional.empty();
            }
            Deal deal = decode(id, record);
            if (shown.isPresent()
                    && shown.get().deal().contents().sequence()
                            == deal.contents().sequence()) {
                break;
            }
            var ofProvider = wanted.stream()
                    .filter(one -> one.node().equals(deal.provider().id()))
                    .toList();
            shown = Optional.of(new Shown(id, record, deal, inList(deal, ofProvider)));
            if (shown.get().pieces().size() == ofProvider.size()) {
                break;
            }
        }
        return shown.filter(some -> !some.pieces().isEmpty());
    }

    private static Deal decode(DealId id, ProvenRecord record) throws ReceiptException {
        try {
            return Deal.decode(record.value().orElseThrow());
        } catch (CodecException e) {
            throw new ReceiptException("the record of deal " + id + " is in no known form: " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Proving<T> {
        Optional<T> prove(Wanted wanted) throws NodeException, CodecException;
    }

    private Map<Wanted, MembershipProof> inList(Deal deal, List<Wanted> wanted)
            throws ReceiptException, InterruptedException {
        var contents = deal.contents();
        return each(wanted, one -> {
            var answer = membership.prove(
                    one.node(), one.deal(), contents.sequence(), one.segment().pieceId(one.piece()));
            if (answer.isEmpty() || answer.get().length > MembershipProof.ENCODED_BYTES_MAX) {
                return Optional.empty();
            }
            return Optional.of(MembershipProof.decode(answer.get()))
                    .filter(proof -> proof.verify(
                                    contents.list(),
                                    contents.pieces(),
                                    one.segment().entry(one.piece()))
                            instanceof MembershipVerdict.Member);
        });
    }

    /// What was in the deal at the end of the epoch before its provider's deals last changed, as far as nodes show
    /// it.
    Map<Wanted, PieceMembership.Earlier> earlier(Shown shown, ProviderAccount account)
            throws ReceiptException, InterruptedException {
        var commitment = account.commitment();
        var found = each(
                List.copyOf(shown.pieces().keySet()),
                one -> membership
                        .proveEarlier(
                                one.node(),
                                one.deal(),
                                commitment.changedEpoch() - 1,
                                one.segment().pieceId(one.piece()))
                        .filter(answer -> holds(one, answer, account)));
        if (found.isEmpty()) {
            return found;
        }
        // One list was the deal's then, so there is one proof of it. Another may be as right, with other numbers.
        var list = found.values().iterator().next().list();
        found.values().removeIf(answer -> !answer.list().equals(list));
        return found;
    }

    private static boolean holds(Wanted one, PieceMembership.Earlier answer, ProviderAccount account) {
        var list = answer.list();
        return list.deal().equals(one.deal())
                && list.inDeals().verify(account.commitment().rootBefore(), list.deals(), list.entry())
                        instanceof MembershipVerdict.Member
                && answer.membership()
                                .verify(
                                        list.list(),
                                        list.pieces(),
                                        one.segment().entry(one.piece()))
                        instanceof MembershipVerdict.Member;
    }

    /// Asks for each piece. A node that does not answer, or nonsense, shows nothing.
    private <T> Map<Wanted, T> each(List<Wanted> wanted, Proving<T> proving)
            throws ReceiptException, InterruptedException {
        List<Optional<T>> answers = questions.all(wanted.stream()
                .<Callable<Optional<T>>>map(one -> () -> questions.ask(() -> {
                    try {
                        return proving.prove(one);
                    } catch (NodeException | CodecException silent) {
                        return Optional.empty();
                    }
                }))
                .toList());
        var found = new LinkedHashMap<Wanted, T>();
        for (int i = 0; i < answers.size(); i++) {
            int place = i;
            answers.get(i).ifPresent(answer -> found.put(wanted.get(place), answer));
        }
        return found;
    }
}
