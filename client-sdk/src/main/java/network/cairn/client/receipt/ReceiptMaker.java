package network.cairn.client.receipt;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.light.ChainSource;
import network.cairn.client.light.ChainSourceException;
import network.cairn.client.light.Checked;
import network.cairn.client.light.LightClient;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.receipt.DealGathering.Shown;
import network.cairn.client.receipt.DealGathering.Wanted;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.SegmentId;

/// Makes durability receipts: asks the chain for records, nodes for membership proofs, and verifies the whole
/// before it gives it out.
///
/// A node that does not answer, or shows nothing, costs its pieces their place in the receipt, as if they were in
/// no deal: a receipt never says more than was shown. Records come from whatever header was the source's newest
/// when each was asked for, so a receipt may have several. Safe for use by many.
public final class ReceiptMaker {
    private final Genesis genesis;
    private final LightClient client;
    private final ChainSource source;
    private final PieceDeals deals;
    private final PieceMembership membership;
    private final SignatureVerifier signatures;
    private final InstantSource clock;
    private final ReceiptOptions options;
    private final HeaderGathering headers;

    /// A maker for one chain.
    ///
    /// @param genesis the chain
    /// @param client knows the chain; receipts are verified from where it stands
    /// @param source asked for records, headers and sets; the client's own will do
    /// @param deals tells in which deal a piece is
    /// @param membership asks nodes
    /// @param signatures checks the validators' signatures
    /// @param clock for the time that making takes, and for the age of records
    public ReceiptMaker(
            Genesis genesis,
            LightClient client,
            ChainSource source,
            PieceDeals deals,
            PieceMembership membership,
            SignatureVerifier signatures,
            InstantSource clock,
            ReceiptOptions options) {
        this.genesis = genesis;
        this.client = client;
        this.source = source;
        this.deals = deals;
        this.membership = membership;
        this.signatures = signatures;
        this.clock = clock;
        this.options = options;
        this.headers = new HeaderGathering(source, genesis.parameters());
    }

    /// Makes the receipt of some segments of an object.
    ///
    /// @param subject the object, and the number of the first of these segments
    /// @param manifests of the segments, one after the other, at most {@link ReceiptOptions#segmentsMax}
    /// @param fromEpoch the epoch of the checkpoint that the reader trusts; 0 for a reader that trusts genesis
    /// @return the receipt, verified, with what it shows
    /// @throws IllegalArgumentException if there are no segments, too many, or more than the object has
    /// @throws ReceiptException if it cannot be made now
    public ReceiptVerdict.Accepted make(ReceiptSubject subject, List<SegmentManifest> manifests, long fromEpoch)
            throws ReceiptException, InterruptedException {
        if (manifests.isEmpty()
                || manifests.size() > Math.min(options.segmentsMax(), subject.segments() - subject.firstSegment())) {
            throw new IllegalArgumentException("a receipt of " + manifests.size() + " segments from "
                    + subject.firstSegment() + " of " + subject.segments() + ", at most " + options.segmentsMax()
                    + " at once");
        }
        if (fromEpoch < 0) {
            throw new IllegalArgumentException("an epoch is not negative: " + fromEpoch);
        }
        BlockHeader known = sync();
        var checkpoint = client.checkpoint();
        try (var questions = new Questions(options.questionsMax(), options.timeout(), clock)) {
            var receipt = gather(subject, manifests, Math.min(fromEpoch, known.epoch()), questions);
            var verifier = new ReceiptVerifier(genesis, checkpoint, signatures, clock, options.ageMax());
            return switch (verifier.verify(receipt.encode())) {
                case ReceiptVerdict.Accepted accepted -> accepted;
                case ReceiptVerdict.Rejected(var reason, var detail) ->
                    throw new ReceiptException("what was gathered is no receipt: " + reason + ": " + detail);
            };
        }
    }

    private BlockHeader sync() throws ReceiptException {
        try {
            return switch (client.sync()) {
                case Checked.Verified<BlockHeader>(var header, long _) -> header;
                case Checked.Refused<BlockHeader>(var refusal) ->
                    throw new ReceiptException("the chain's source is not believed: " + refusal);
            };
        } catch (ChainSourceException e) {
            throw new ReceiptException("the chain's source does not answer: " + e.getMessage(), e);
        }
    }

    private DurabilityReceipt gather(
            ReceiptSubject subject, List<SegmentManifest> manifests, long fromEpoch, Questions questions)
            throws ReceiptException, InterruptedException {
        var segments = manifests.stream().map(ReceiptMaker::listed).toList();
        var gathering = new DealGathering(source, membership, options.attemptsMax(), questions);
        List<Shown> shown = deals(segments, gathering, questions);
        var records = new RecordGathering(source, questions);
        shown.forEach(deal -> records.put(StateKey.deal(deal.id()), deal.record()));
        var providers = new TreeSet<ActorId>();
        shown.forEach(deal -> providers.add(deal.deal().provider().id()));
        records.providers(providers, options.attemptsMax());
        Map<Wanted, PieceMembership.Earlier> earlier = earlier(shown, records, gathering);
        var proven = records.headers();
        if (proven.isEmpty()) {
            proven = questions.all(List.of(() -> questions.ask(source::latest)));
        }
        var chain = headers.headers(fromEpoch, proven, questions);
        var lists = new TreeMap<DealId, EarlierList>();
        earlier.values().forEach(one -> lists.put(one.list().deal(), one.list()));
        try {
            return new DurabilityReceipt(
                    genesis.chainId(),
                    subject,
                    headers.sets(chain, questions),
                    chain,
                    records.records(chain),
                    List.copyOf(lists.values()),
                    dealt(segments, shown, earlier));
        } catch (IllegalArgumentException e) {
            throw new ReceiptException("too much for one receipt, ask for fewer segments: " + e.getMessage(), e);
        }
    }

    /// A segment none of whose pieces is shown to be in a deal.
    private static ReceiptSegment listed(SegmentManifest manifest) {
        return new ReceiptSegment(
                manifest.id(),
                manifest.scheme().k(),
                manifest.scheme().total(),
                manifest.layout().pieceBytes(),
                manifest.pieces().stream()
                        .map(piece ->
                                new ReceiptSegment.Piece(piece.index(), piece.root(), piece.node(), Optional.empty()))
                        .toList());
    }

    private List<Shown> deals(List<ReceiptSegment> segments, DealGathering gathering, Questions questions)
            throws ReceiptException, InterruptedException {
        var wanted = new LinkedHashMap<DealId, List<Wanted>>();
        for (ReceiptSegment segment : segments) {
            for (ReceiptSegment.Piece piece : segment.pieces()) {
                deals.dealOf(piece.provider(), segment.pieceId(piece))
                        .ifPresent(deal -> wanted.computeIfAbsent(deal, _ -> new ArrayList<>())
                                .add(new Wanted(segment, piece, deal)));
            }
        }
        return questions
                .all(wanted.entrySet().stream()
                        .<Callable<Optional<Shown>>>map(deal -> () -> gathering.deal(deal.getKey(), deal.getValue()))
                        .toList())
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /// Earlier lists, of the deals of which they show a later proof than the newest list does.
    private static Map<Wanted, PieceMembership.Earlier> earlier(
            List<Shown> shown, RecordGathering records, DealGathering gathering)
            throws ReceiptException, InterruptedException {
        long epoch = records.tip().map(BlockHeader::epoch).orElse(0L);
        var earlier = new HashMap<Wanted, PieceMembership.Earlier>();
        for (Shown deal : shown) {
            var provider = deal.deal().provider().id();
            Optional<ProviderAccount> account = records.account(provider);
            if (account.isPresent() && showsMore(deal, account.get(), provider, epoch, records)) {
                earlier.putAll(gathering.earlier(deal, account.get()));
            }
        }
        return earlier;
    }

    private static boolean showsMore(
            Shown deal, ProviderAccount account, ActorId provider, long epoch, RecordGathering records)
            throws ReceiptException {
        long before = account.commitment().changedEpoch() - 1;
        long changed = deal.deal().billing().changedEpoch();
        if (before < Math.max(0, ProvenLedger.firstEpochKnown(epoch))
                || before >= changed
                || !records.hasProven(provider, before)) {
            return false;
        }
        for (long later = changed; later < deal.record().header().epoch(); later++) {
            if (later >= ProvenLedger.firstEpochKnown(epoch) && records.hasProven(provider, later)) {
                return false;
            }
        }
        return true;
    }

    private static List<ReceiptSegment> dealt(
            List<ReceiptSegment> segments, List<Shown> shown, Map<Wanted, PieceMembership.Earlier> earlier) {
        var places = new HashMap<SegmentId, Map<Integer, ReceiptSegment.Dealt>>();
        for (Shown deal : shown) {
            for (Map.Entry<Wanted, MembershipProof> piece : deal.pieces().entrySet()) {
                Wanted wanted = piece.getKey();
                var before = Optional.ofNullable(earlier.get(wanted)).map(PieceMembership.Earlier::membership);
                places.computeIfAbsent(wanted.segment().id(), _ -> new HashMap<>())
                        .put(wanted.piece().index(), new ReceiptSegment.Dealt(deal.id(), piece.getValue(), before));
            }
        }
        return segments.stream()
                .map(segment -> with(segment, Objects.requireNonNullElse(places.get(segment.id()), Map.of())))
                .toList();
    }

    private static ReceiptSegment with(ReceiptSegment segment, Map<Integer, ReceiptSegment.Dealt> places) {
        return new ReceiptSegment(
                segment.id(),
                segment.k(),
                segment.total(),
                segment.pieceBytes(),
                segment.pieces().stream()
                        .map(piece -> new ReceiptSegment.Piece(
                                piece.index(),
                                piece.root(),
                                piece.provider(),
                                Optional.ofNullable(places.get(piece.index()))))
                        .toList());
    }
}
