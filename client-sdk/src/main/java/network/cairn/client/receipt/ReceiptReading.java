package network.cairn.client.receipt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.receipt.ProvenLedger.Found;
import network.cairn.client.receipt.ReceiptSegment.Dealt;
import network.cairn.client.receipt.ReceiptVerdict.Reason;
import network.cairn.proofs.deal.MembershipVerdict;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;

/// Derives what a receipt shows of each piece from its proven records and nothing else.
///
/// **Which epochs a provider was bound to a piece in.** A deal's record says in which epoch `c` its list last
/// changed. At the end of every epoch from `c` on, and before the epoch of the header that the record is proven
/// against, the list was the one of the record; so a piece that is in it was among what the provider had to prove
/// for those epochs. Of the epoch before the one in which any of the provider's deals last changed, its account has
/// the root of the tree over all its deals; so a piece in an {@link EarlierList} was among what it had to prove for
/// that epoch. Of all other epochs nothing is claimed.
final class ReceiptReading {
    /// How many of the last epochs that could be proven a provider may have to have proven one of.
    static final int EPOCHS_OF_LATE = 2;

    private final ProvenLedger ledger;
    private final Map<DealId, EarlierList> earlier = new HashMap<>();
    private final Set<DealId> earlierUsed = new HashSet<>();
    private final Map<ActorId, Optional<Long>> providersProven = new HashMap<>();

    private ReceiptReading(DurabilityReceipt receipt, ProvenLedger ledger) {
        this.ledger = ledger;
        receipt.earlier().forEach(list -> earlier.put(list.deal(), list));
    }

    /// What a receipt shows, if its headers are final.
    static List<SegmentState> read(DurabilityReceipt receipt) throws RefusedReceiptException {
        var reading = new ReceiptReading(receipt, ProvenLedger.of(receipt));
        var segments = new ArrayList<SegmentState>();
        int number = receipt.subject().firstSegment();
        for (ReceiptSegment segment : receipt.segments()) {
            segments.add(reading.segment(number, segment));
            number++;
        }
        reading.ledger.checkAllUsed();
        for (EarlierList list : receipt.earlier()) {
            if (!reading.earlierUsed.contains(list.deal())) {
                throw new RefusedReceiptException(
                        Reason.NOT_NEEDED, "no piece needs the earlier list of " + list.deal());
            }
        }
        return segments;
    }

    private SegmentState segment(int number, ReceiptSegment segment) throws RefusedReceiptException {
        var pieces = new ArrayList<PieceState>();
        for (ReceiptSegment.Piece piece : segment.pieces()) {
            pieces.add(piece(segment, piece));
        }
        return new SegmentState(
                number,
                segment.id(),
                segment.k(),
                segment.total(),
                segment.pieceBytes(),
                pieces,
                Durability.of(pieces, segment.k()));
    }

    private PieceState piece(ReceiptSegment segment, ReceiptSegment.Piece piece) throws RefusedReceiptException {
        var id = segment.pieceId(piece);
        if (piece.dealt().isEmpty()) {
            return new PieceState(
                    piece.index(), id, piece.root(), piece.provider(), PieceStatus.NOT_IN_DEAL, Optional.empty());
        }
        Dealt dealt = piece.dealt().get();
        Found<Deal> deal = ledger.deal(dealt.deal());
        checkInList(segment, piece, dealt, deal.value());
        Found<ProviderAccount> account = ledger.account(piece.provider());
        var terms = ledger.provider(piece.provider()).value().terms();
        Optional<Long> proven = provenWith(segment, piece, dealt, deal, account.value());
        Optional<Long> providerProven = providerProven(piece.provider());
        return new PieceState(
                piece.index(),
                id,
                piece.root(),
                piece.provider(),
                status(deal.value(), account.value(), proven, providerProven),
                Optional.of(
                        new PieceState.InDeal(dealt.deal(), deal.value().endsEpoch(), proven, providerProven, terms)));
    }

    private static void checkInList(ReceiptSegment segment, ReceiptSegment.Piece piece, Dealt dealt, Deal deal)
            throws RefusedReceiptException {
        if (!deal.provider().id().equals(piece.provider())) {
            throw new RefusedReceiptException(
                    Reason.OTHER_PROVIDER,
                    "deal " + dealt.deal() + " is of " + deal.provider().id() + ", not of " + piece.provider());
        }
        var verdict = dealt.membership()
                .verify(deal.contents().list(), deal.contents().pieces(), segment.entry(piece));
        if (verdict instanceof MembershipVerdict.Rejected(var reason)) {
            throw new RefusedReceiptException(
                    Reason.NOT_IN_LIST,
                    "piece " + piece.index() + " of segment " + segment.id() + " in deal " + dealt.deal() + ": "
                            + reason);
        }
    }

    /// The last epoch that the provider has proven and was bound to the piece at the end of.
    private Optional<Long> provenWith(
            ReceiptSegment segment, ReceiptSegment.Piece piece, Dealt dealt, Found<Deal> deal, ProviderAccount account)
            throws RefusedReceiptException {
        Optional<Long> newest =
                ledger.lastProven(piece.provider(), deal.value().billing().changedEpoch(), deal.epoch() - 1);
        if (dealt.earlier().isEmpty()) {
            return newest;
        }
        long before = epochOfEarlier(segment, piece, dealt, account);
        return newest.isPresent() ? newest : ledger.lastProven(piece.provider(), before, before);
    }

    private long epochOfEarlier(
            ReceiptSegment segment, ReceiptSegment.Piece piece, Dealt dealt, ProviderAccount account)
            throws RefusedReceiptException {
        var commitment = account.commitment();
        var list = earlier.get(dealt.deal());
        if (list == null || commitment.changedEpoch() == 0) {
            throw new RefusedReceiptException(
                    Reason.NOT_IN_EARLIER_LIST, "there is no earlier list of deal " + dealt.deal());
        }
        if (earlierUsed.add(dealt.deal())
                && list.inDeals().verify(commitment.rootBefore(), list.deals(), list.entry())
                        instanceof MembershipVerdict.Rejected(var reason)) {
            throw new RefusedReceiptException(
                    Reason.NOT_IN_EARLIER_LIST,
                    "the earlier list of deal " + dealt.deal() + " among those of " + piece.provider() + ": " + reason);
        }
        if (dealt.earlier().orElseThrow().verify(list.list(), list.pieces(), segment.entry(piece))
                instanceof MembershipVerdict.Rejected(var reason)) {
            throw new RefusedReceiptException(
                    Reason.NOT_IN_EARLIER_LIST,
                    "piece " + piece.index() + " of segment " + segment.id() + " in the earlier list of deal "
                            + dealt.deal() + ": " + reason);
        }
        return commitment.changedEpoch() - 1;
    }

    private Optional<Long> providerProven(ActorId provider) throws RefusedReceiptException {
        var known = providersProven.get(provider);
        if (known == null) {
            ledger.useErasOf(provider);
            known = ledger.lastProven(provider, 0, ledger.epoch() - 1);
            providersProven.put(provider, known);
        }
        return known;
    }

    private PieceStatus status(
            Deal deal, ProviderAccount account, Optional<Long> proven, Optional<Long> providerProven) {
        if (account.failure().isPresent()) {
            return PieceStatus.PROVIDER_FAILED;
        }
        if (deal.endsEpoch().isPresent() && deal.endsEpoch().get() <= ledger.epoch()) {
            return PieceStatus.DEAL_ENDED;
        }
        if (isOfLate(proven)) {
            return PieceStatus.ALIVE;
        }
        // The epoch in which the list last changed can be proven in the one after it.
        boolean isNew = deal.billing().changedEpoch() >= ledger.epoch() - 1;
        return isNew || isOfLate(providerProven) ? PieceStatus.AWAITING_PROOF : PieceStatus.NOT_PROVEN_LATELY;
    }

    private boolean isOfLate(Optional<Long> past) {
        return past.isPresent() && past.get() >= ledger.epoch() - EPOCHS_OF_LATE;
    }
}
