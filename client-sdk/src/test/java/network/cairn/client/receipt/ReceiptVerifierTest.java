package network.cairn.client.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.LedgerSamples;
import network.cairn.client.ledger.ProvenEpochs;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.SmallChain;
import network.cairn.client.receipt.ReceiptSegment.Dealt;
import network.cairn.client.receipt.ReceiptSegment.Piece;
import network.cairn.client.receipt.ReceiptVerdict.Accepted;
import network.cairn.client.receipt.ReceiptVerdict.Reason;
import network.cairn.client.receipt.ReceiptVerdict.Rejected;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.StateRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An honest receipt, and every way to forge one.
class ReceiptVerifierTest {
    private final SmallNetwork network = new SmallNetwork();
    private DurabilityReceipt honest;

    @BeforeEach
    void makeHonest() throws Exception {
        network.pass(3);
        var busy = network.nodes.get(0);
        var grown = new ArrayList<>(busy.main().entries());
        grown.add(network.filler());
        network.revise(busy, 0, grown);
        network.chain.extend();
        honest = network.make().receipt();
        assertThat(honest.earlier()).hasSize(1);
    }

    static Reason rejected(ReceiptVerdict verdict) {
        assertThat(verdict).isInstanceOf(Rejected.class);
        assertThat(((Rejected) verdict).detail()).isNotBlank();
        return ((Rejected) verdict).reason();
    }

    private Reason verify(DurabilityReceipt forged) {
        return rejected(network.verifier().verify(forged.encode()));
    }

    private DurabilityReceipt withSegments(List<ReceiptSegment> segments) {
        return new DurabilityReceipt(
                honest.chain(),
                honest.subject(),
                honest.sets(),
                honest.headers(),
                honest.records(),
                honest.earlier(),
                segments);
    }

    private DurabilityReceipt withRecords(List<ReceiptRecord> records) {
        return new DurabilityReceipt(
                honest.chain(),
                honest.subject(),
                honest.sets(),
                honest.headers(),
                records,
                honest.earlier(),
                honest.segments());
    }

    private DurabilityReceipt withHeaders(List<ValidatorSet> sets, List<CertifiedHeader> headers) {
        return new DurabilityReceipt(
                honest.chain(), honest.subject(), sets, headers, honest.records(), honest.earlier(), honest.segments());
    }

    private DurabilityReceipt withTip(CertifiedHeader tip) {
        var headers = new ArrayList<>(honest.headers());
        headers.set(headers.size() - 1, tip);
        return withHeaders(honest.sets(), headers);
    }

    private DurabilityReceipt withSubject(ReceiptSubject subject) {
        return new DurabilityReceipt(
                honest.chain(),
                subject,
                honest.sets(),
                honest.headers(),
                honest.records(),
                honest.earlier(),
                honest.segments());
    }

    /// The first segment with another piece in a piece's place.
    private DurabilityReceipt withPiece(int index, UnaryOperator<Piece> change) {
        var segment = honest.segments().getFirst();
        var pieces = new ArrayList<>(segment.pieces());
        pieces.set(index, change.apply(pieces.get(index)));
        return withSegments(List.of(with(segment, pieces), honest.segments().get(1)));
    }

    private static ReceiptSegment with(ReceiptSegment segment, List<Piece> pieces) {
        return new ReceiptSegment(segment.id(), segment.k(), segment.total(), segment.pieceBytes(), pieces);
    }

    private DurabilityReceipt withDealt(int index, UnaryOperator<Dealt> change) {
        return withPiece(
                index,
                piece -> new Piece(
                        piece.index(),
                        piece.root(),
                        piece.provider(),
                        piece.dealt().map(change)));
    }

    private Dealt dealt(int segment, int piece) {
        return honest.segments().get(segment).pieces().get(piece).dealt().orElseThrow();
    }

    private DurabilityReceipt withRecord(StateKey key, UnaryOperator<ReceiptRecord> change) {
        return withRecords(honest.records().stream()
                .map(record -> record.key().equals(key) ? change.apply(record) : record)
                .toList());
    }

    @Test
    void verify_honest() {
        assertThat(network.verifier().verify(honest.encode())).isInstanceOf(Accepted.class);
    }

    @Test
    void isOf_manifest() {
        var segment = honest.segments().getFirst();
        assertThat(segment.isOf(network.segments.getFirst())).isTrue();
        assertThat(segment.isOf(network.segments.get(1))).isFalse();
        var changed = new ArrayList<>(segment.pieces());
        var first = segment.pieces().getFirst();
        changed.set(0, new Piece(0, PieceRoot.of(new byte[32]), first.provider(), first.dealt()));
        assertThat(with(segment, changed).isOf(network.segments.getFirst())).isFalse();
    }

    @Test
    void verify_bytesThatAreNoReceipt() {
        byte[] bytes = honest.encode();
        assertThat(rejected(network.verifier().verify(new byte[0]))).isEqualTo(Reason.MALFORMED);
        assertThat(rejected(network.verifier().verify(new byte[DurabilityReceipt.ENCODED_BYTES_MAX + 1])))
                .isEqualTo(Reason.TOO_LONG);
        byte[] other = bytes.clone();
        other[0] = 2;
        assertThat(rejected(network.verifier().verify(other))).isEqualTo(Reason.OTHER_VERSION);
        assertThat(rejected(network.verifier().verify(Arrays.copyOf(bytes, bytes.length + 1))))
                .isEqualTo(Reason.MALFORMED);
        for (int length = 1; length < bytes.length; length += 97) {
            assertThat(rejected(network.verifier().verify(Arrays.copyOf(bytes, length))))
                    .isEqualTo(Reason.MALFORMED);
        }
    }

    @Test
    void verify_anotherChainsReceipt() {
        var other = new DurabilityReceipt(
                ChainId.of(new byte[32]),
                honest.subject(),
                honest.sets(),
                honest.headers(),
                honest.records(),
                honest.earlier(),
                honest.segments());
        assertThat(verify(other)).isEqualTo(Reason.OTHER_CHAIN);
    }

    @Test
    void verify_staleReceipt() {
        var later = new ReceiptVerifier(
                network.chain.genesis,
                Optional.empty(),
                SignatureVerifier.ED25519,
                () -> network.now().plus(Duration.ofMinutes(10)),
                Duration.ofMinutes(10));
        assertThat(rejected(later.verify(honest.encode()))).isEqualTo(Reason.STALE);
    }

    @Test
    void verify_oldRecordUnderAnOldHeader_isStale() throws Exception {
        var key = StateKey.providerAccount(network.nodes.get(3).id());
        var old = network.chain.prove(key, 16);
        var receipt = withRecord(key, _ -> new ReceiptRecord(indexOf(16), key, old.value(), old.proof()));
        assertThat(network.verifier().verify(receipt.encode())).isInstanceOf(Accepted.class);
        var strict = new ReceiptVerifier(
                network.chain.genesis,
                Optional.empty(),
                SignatureVerifier.ED25519,
                network::now,
                Duration.ofMillis(2_500));
        assertThat(strict.verify(honest.encode())).isInstanceOf(Accepted.class);
        assertThat(rejected(strict.verify(receipt.encode()))).isEqualTo(Reason.STALE);
    }

    private int indexOf(long height) {
        for (int i = 0; i < honest.headers().size(); i++) {
            if (honest.headers().get(i).header().height() == height) {
                return i;
            }
        }
        throw new AssertionError("no header " + height);
    }

    @Test
    void verify_otherPieceRootLengthOrProvider() {
        assertThat(verify(withPiece(
                        1,
                        piece ->
                                new Piece(piece.index(), PieceRoot.of(new byte[32]), piece.provider(), piece.dealt()))))
                .isEqualTo(Reason.NOT_IN_LIST);
        assertThat(verify(withPiece(
                        1,
                        piece -> new Piece(
                                piece.index(),
                                piece.root(),
                                network.nodes.get(2).id(),
                                piece.dealt()))))
                .isEqualTo(Reason.OTHER_PROVIDER);
        var segment = honest.segments().getFirst();
        var longer = new ReceiptSegment(
                segment.id(), segment.k(), segment.total(), segment.pieceBytes() + 1, segment.pieces());
        assertThat(verify(withSegments(List.of(longer, honest.segments().get(1)))))
                .isEqualTo(Reason.NOT_IN_LIST);
    }

    @Test
    void verify_otherDeal() throws Exception {
        // Of another provider.
        assertThat(verify(withDealt(1, dealt -> new Dealt(dealt(0, 2).deal(), dealt.membership(), dealt.earlier()))))
                .isEqualTo(Reason.OTHER_PROVIDER);
        // Another one of the same provider's, with its record and a proof in its list.
        var node = network.nodes.get(1);
        var other = node.deals.get(1);
        var forged = withDealt(1, dealt -> new Dealt(other.id(), MembershipProof.of(other.list(), 0), dealt.earlier()));
        assertThat(verify(forged)).isEqualTo(Reason.RECORD_MISSING);
        var key = StateKey.deal(other.id());
        var proven = network.chain.prove(key);
        var records = new ArrayList<>(honest.records());
        records.add(new ReceiptRecord(honest.headers().size() - 1, key, proven.value(), proven.proof()));
        records.sort((a, b) -> a.key().compareTo(b.key()));
        var withRecord = new DurabilityReceipt(
                honest.chain(),
                honest.subject(),
                honest.sets(),
                honest.headers(),
                records,
                honest.earlier(),
                forged.segments());
        assertThat(verify(withRecord)).isEqualTo(Reason.NOT_IN_LIST);
        assertThat(verify(withRecords(records))).isEqualTo(Reason.NOT_NEEDED);
    }

    @Test
    void verify_membershipProofOfAnotherListOrPlace() {
        assertThat(verify(withDealt(
                        1, dealt -> new Dealt(dealt.deal(), dealt(0, 2).membership(), dealt.earlier()))))
                .isEqualTo(Reason.NOT_IN_LIST);
        assertThat(verify(withDealt(
                        1, dealt -> new Dealt(dealt.deal(), dealt(1, 1).membership(), dealt.earlier()))))
                .isEqualTo(Reason.NOT_IN_LIST);
        assertThat(verify(withDealt(
                        1,
                        dealt -> new Dealt(
                                dealt.deal(),
                                new MembershipProof(0, dealt.membership().siblings()),
                                dealt.earlier()))))
                .isEqualTo(Reason.NOT_IN_LIST);
    }

    @Test
    void verify_pieceListedTwiceOrUnderTwoProviders() {
        var segment = honest.segments().getFirst();
        var twice = new ArrayList<>(segment.pieces());
        twice.set(1, twice.getFirst());
        assertThatThrownBy(() -> with(segment, twice)).isInstanceOf(IllegalArgumentException.class);
        byte[] bytes = honest.encode();
        byte[] listed = listing(segment.pieces().get(1));
        byte[] doubled = listed.clone();
        doubled[0] = 0;
        assertThat(rejected(network.verifier().verify(replaced(bytes, listed, doubled))))
                .as("index 0 with two providers")
                .isEqualTo(Reason.MALFORMED);
        // As another index it has another id, which is in no list.
        assertThat(verify(withPiece(
                        2,
                        piece -> new Piece(
                                2,
                                piece.root(),
                                segment.pieces().get(1).provider(),
                                segment.pieces().get(1).dealt()))))
                .isEqualTo(Reason.NOT_IN_LIST);
        assertThatThrownBy(() -> withSegments(List.of(segment, segment))).hasMessageContaining("twice");
        byte[] second = honest.segments().get(1).id().toBytes();
        assertThat(rejected(network.verifier()
                        .verify(replaced(bytes, second, segment.id().toBytes()))))
                .as("a segment under two numbers")
                .isEqualTo(Reason.MALFORMED);
    }

    private static byte[] listing(Piece piece) {
        return new CanonicalWriter().u8(piece.index()).id(piece.root()).toBytes();
    }

    private static byte[] replaced(byte[] bytes, byte[] from, byte[] to) {
        byte[] changed = bytes.clone();
        for (int at = 0; at + from.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, changed, at, to.length);
                return changed;
            }
        }
        throw new AssertionError("not there");
    }

    @Test
    void verify_recordThatIsForged() {
        var deal = network.nodes.get(1).main();
        var key = StateKey.deal(deal.id());
        var richer = deal.deal().withFunds(deal.deal().funds().withEscrow(Amount.credits(999)));
        assertThat(verify(withRecord(
                        key,
                        record ->
                                new ReceiptRecord(record.header(), key, Optional.of(richer.encode()), record.proof()))))
                .isEqualTo(Reason.RECORD_NOT_PROVEN);
        assertThat(verify(withRecord(
                        key, record -> new ReceiptRecord(record.header(), key, Optional.empty(), record.proof()))))
                .isEqualTo(Reason.RECORD_NOT_PROVEN);
        assertThat(verify(withRecord(key, record -> new ReceiptRecord(0, key, record.value(), record.proof()))))
                .as("of another header")
                .isEqualTo(Reason.RECORD_NOT_PROVEN);
        for (ReceiptRecord record : honest.records()) {
            assertThat(verify(withRecords(honest.records().stream()
                            .filter(one -> !one.equals(record))
                            .toList())))
                    .isEqualTo(Reason.RECORD_MISSING);
        }
    }

    @Test
    void verify_provenEpochsOfAnotherProvider() {
        var key = StateKey.provenEpochs(network.nodes.get(1).id(), 0);
        var others = StateKey.provenEpochs(network.nodes.get(2).id(), 0);
        var theirs = honest.records().stream()
                .filter(record -> record.key().equals(others))
                .findFirst()
                .orElseThrow();
        assertThat(verify(withRecord(
                        key, record -> new ReceiptRecord(record.header(), key, theirs.value(), theirs.proof()))))
                .isEqualTo(Reason.RECORD_NOT_PROVEN);
        assertThat(verify(withRecord(
                        key,
                        record -> new ReceiptRecord(
                                record.header(), key, Optional.of(new ProvenEpochs(0x3ff).encode()), record.proof()))))
                .isEqualTo(Reason.RECORD_NOT_PROVEN);
    }

    @Test
    void verify_accountThatIsProvenToBeAbsent() throws Exception {
        var key = StateKey.providerAccount(network.nodes.get(1).id());
        network.chain.records.remove(key);
        network.chain.extend();
        var absent = network.chain.prove(key);
        var headers = new ArrayList<>(honest.headers());
        headers.add(network.chain.latest());
        var records = honest.records().stream()
                .map(record -> record.key().equals(key)
                        ? new ReceiptRecord(headers.size() - 1, key, absent.value(), absent.proof())
                        : record)
                .toList();
        assertThat(verify(new DurabilityReceipt(
                        honest.chain(),
                        honest.subject(),
                        honest.sets(),
                        headers,
                        records,
                        honest.earlier(),
                        honest.segments())))
                .isEqualTo(Reason.RECORD_MISSING);
    }

    @Test
    void verify_recordOfAFormThatIsNotKnown() throws Exception {
        var key = StateKey.provider(network.nodes.get(1).id());
        network.chain.records.put(key, new byte[] {9});
        network.chain.extend();
        var odd = network.chain.prove(key);
        var headers = new ArrayList<>(honest.headers());
        headers.add(network.chain.latest());
        var records = honest.records().stream()
                .map(record -> record.key().equals(key)
                        ? new ReceiptRecord(headers.size() - 1, key, odd.value(), odd.proof())
                        : record)
                .toList();
        assertThat(verify(new DurabilityReceipt(
                        honest.chain(),
                        honest.subject(),
                        honest.sets(),
                        headers,
                        records,
                        honest.earlier(),
                        honest.segments())))
                .isEqualTo(Reason.UNKNOWN_FORM);
    }

    @Test
    void verify_earlierListThatIsForged() {
        var list = honest.earlier().getFirst();
        for (EarlierList forged : List.of(
                new EarlierList(
                        list.deal(),
                        new SumNode(list.list().leaves() + 1, list.list().hash()),
                        list.pieces(),
                        list.deals(),
                        list.inDeals()),
                new EarlierList(
                        list.deal(),
                        network.nodes.getFirst().main().list().root(),
                        list.pieces(),
                        list.deals(),
                        list.inDeals()),
                new EarlierList(list.deal(), list.list(), list.pieces(), 9, list.inDeals()))) {
            assertThat(verify(withEarlier(List.of(forged)))).isEqualTo(Reason.NOT_IN_EARLIER_LIST);
        }
        assertThat(verify(withEarlier(List.of()))).isEqualTo(Reason.NOT_IN_EARLIER_LIST);
        assertThat(verify(withDealt(
                        0,
                        dealt -> new Dealt(
                                dealt.deal(),
                                dealt.membership(),
                                Optional.of(dealt(1, 0).membership())))))
                .isEqualTo(Reason.NOT_IN_EARLIER_LIST);
        assertThat(verify(withDealt(
                        1, dealt -> new Dealt(dealt.deal(), dealt.membership(), Optional.of(dealt.membership())))))
                .as("an earlier list that the receipt does not have")
                .isEqualTo(Reason.NOT_IN_EARLIER_LIST);
        var without = honest.segments().stream()
                .map(segment -> with(
                        segment,
                        segment.pieces().stream()
                                .map(piece -> new Piece(
                                        piece.index(),
                                        piece.root(),
                                        piece.provider(),
                                        piece.dealt()
                                                .map(dealt ->
                                                        new Dealt(dealt.deal(), dealt.membership(), Optional.empty()))))
                                .toList()))
                .toList();
        assertThat(verify(withSegments(without))).isEqualTo(Reason.NOT_NEEDED);
    }

    private DurabilityReceipt withEarlier(List<EarlierList> earlier) {
        return new DurabilityReceipt(
                honest.chain(),
                honest.subject(),
                honest.sets(),
                honest.headers(),
                honest.records(),
                earlier,
                honest.segments());
    }

    @Test
    void verify_headerThatIsNotCertified() {
        var header = honest.tip().header();
        var signers = SmallChain.identities(header.epoch());
        var tooFew = CertifiedHeader.of(header, SmallChain.certificate(header, signers.subList(0, 2)));
        assertThat(verify(withTip(tooFew))).isEqualTo(Reason.NOT_FINAL);
        var strangers = List.of(LedgerSamples.identity(71), LedgerSamples.identity(72), LedgerSamples.identity(73));
        assertThat(verify(withTip(CertifiedHeader.of(header, SmallChain.certificate(header, strangers)))))
                .isEqualTo(Reason.NOT_FINAL);
        var passed = new ArrayList<>(honest.headers());
        var first = passed.getFirst().header();
        passed.set(
                0,
                CertifiedHeader.of(
                        first,
                        SmallChain.certificate(
                                first, SmallChain.identities(first.epoch()).subList(0, 2))));
        assertThat(verify(withHeaders(honest.sets(), passed))).as("on the way").isEqualTo(Reason.NOT_FINAL);
    }

    /// A whole state of the forger's own, under a header that nobody but the forger has signed.
    @Test
    void verify_headerOfAStateOfOnesOwn() {
        var header = honest.tip().header();
        var forged = with(header, header.epoch(), StateRoot.of(new byte[32]), header.validators());
        var own = CertifiedHeader.of(forged, SmallChain.certificate(forged, List.of(LedgerSamples.identity(71))));
        var nothing = new DurabilityReceipt(
                honest.chain(),
                honest.subject(),
                honest.sets(),
                replaceLast(honest.headers(), own),
                List.of(),
                List.of(),
                honest.segments().stream()
                        .map(segment -> with(
                                segment,
                                segment.pieces().stream()
                                        .map(piece -> new Piece(
                                                piece.index(), piece.root(), piece.provider(), Optional.empty()))
                                        .toList()))
                        .toList());
        assertThat(verify(nothing)).isEqualTo(Reason.NOT_FINAL);
        assertThat(verify(withTip(own))).isEqualTo(Reason.RECORD_NOT_PROVEN);
    }

    private static <T> List<T> replaceLast(List<T> list, T last) {
        var changed = new ArrayList<>(list);
        changed.set(changed.size() - 1, last);
        return changed;
    }

    private static BlockHeader with(BlockHeader header, long epoch, StateRoot state, Digest validators) {
        return new BlockHeader(
                header.chain(),
                header.height(),
                epoch,
                header.parent(),
                header.timestampMillis(),
                header.proposer(),
                header.transactions(),
                header.outcomes(),
                state,
                validators,
                header.nextValidators(),
                header.beacon());
    }

    @Test
    void verify_wrongValidatorSet() {
        var header = honest.tip().header();
        var own = ValidatorSet.of(List.of(new ValidatorSet.Member(
                LedgerSamples.identity(71).publicIdentity(), 10, new Endpoint("validator", 7700))));
        var forged = with(header, header.epoch(), header.state(), own.digest());
        var certified = CertifiedHeader.of(forged, SmallChain.certificate(forged, List.of(LedgerSamples.identity(71))));
        var sets = new ArrayList<>(honest.sets());
        sets.add(own);
        sets.sort((a, b) -> a.digest().compareTo(b.digest()));
        assertThat(verify(withHeaders(sets, replaceLast(honest.headers(), certified))))
                .isEqualTo(Reason.WRONG_VALIDATORS);
        assertThat(verify(withHeaders(List.of(), honest.headers()))).isEqualTo(Reason.HEADER_MISSING);
    }

    @Test
    void verify_headerOfAnotherEpochThanItsHeight() {
        var header = honest.tip().header();
        for (long epoch : new long[] {0, header.epoch() + 1, Long.MAX_VALUE - 1}) {
            var odd = with(header, epoch, header.state(), header.validators());
            assertThat(network.verifier()
                            .verify(withTip(CertifiedHeader.of(
                                            odd, SmallChain.certificate(odd, SmallChain.identities(4))))
                                    .encode()))
                    .isInstanceOf(Rejected.class);
        }
    }

    @Test
    void verify_headerOnTheWayThatIsMissing() {
        var headers = honest.headers().subList(1, honest.headers().size());
        var records = honest.records().stream()
                .map(record -> new ReceiptRecord(record.header() - 1, record.key(), record.value(), record.proof()))
                .toList();
        assertThat(verify(new DurabilityReceipt(
                        honest.chain(),
                        honest.subject(),
                        honest.sets(),
                        headers,
                        records,
                        honest.earlier(),
                        honest.segments())))
                .isEqualTo(Reason.HEADER_MISSING);
    }

    @Test
    void verify_epochBeforeTheTrustedOne() {
        network.pass(2);
        var checkpoint = Optional.of(network.chain.checkpoint(network.chain.tip()));
        assertThat(rejected(network.verifier(checkpoint).verify(honest.encode())))
                .isEqualTo(Reason.BEFORE_TRUSTED);
    }

    @Test
    void verify_blockThatContradictsTheTrustedOne_isAFork() {
        var header = honest.tip().header();
        var other = network.chain
                .block(header.height(), network.chain.headerAt(2).hash(), header.state())
                .header();
        var forked = CertifiedHeader.of(other, SmallChain.certificate(other, SmallChain.identities(other.epoch())));
        var checkpoint = Optional.of(network.chain.checkpoint(header.height()));
        assertThat(rejected(network.verifier(checkpoint).verify(withTip(forked).encode())))
                .isEqualTo(Reason.FORK);
    }

    @Test
    void verify_sizeThatTheSegmentsDoNotHold() {
        long held = honest.segments().stream()
                .mapToLong(segment -> segment.k() * segment.pieceBytes())
                .sum();
        assertThat(verify(withSubject(new ReceiptSubject("big", held + 1, 2, 0))))
                .isEqualTo(Reason.SIZE_NOT_COVERED);
        assertThat(network.verifier()
                        .verify(withSubject(new ReceiptSubject("big", held + 1, 3, 0))
                                .encode()))
                .as("a page cannot tell")
                .isInstanceOf(Accepted.class);
    }

    @Test
    void decode_manyCounts_areBounded() {
        byte[] start = new CanonicalWriter()
                .u8(1)
                .id(honest.chain())
                .text("a")
                .u64(1)
                .u32(1)
                .u32(0)
                .toBytes();
        byte[] sets = new CanonicalWriter().fixed(start).u16(0xffff).toBytes();
        assertThatThrownBy(() -> DurabilityReceipt.decode(sets))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("at most");
        byte[] headers = new CanonicalWriter().fixed(start).u16(0).u16(0xffff).toBytes();
        assertThatThrownBy(() -> DurabilityReceipt.decode(headers)).hasMessageContaining("at most");
    }

    /// Whatever is changed, nothing is shown to be alive that is not. The name, the size and the scheme are the
    /// maker's own words, and may change.
    @Test
    void verify_randomChanges_neverShowWhatIsNotSo() throws Exception {
        var random = new SplittableRandom(5);
        byte[] bytes = honest.encode();
        for (int round = 0; round < 1500; round++) {
            byte[] changed = bytes.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                int at = round % 2 == 0 ? random.nextInt(changed.length) : random.nextInt(100);
                changed[at] ^= (byte) (1 << random.nextInt(8));
            }
            if (network.verifier().verify(changed) instanceof Accepted accepted) {
                assertThat(accepted.receipt().encode()).isEqualTo(changed);
                accepted.segments().stream()
                        .flatMap(segment -> segment.pieces().stream())
                        .filter(PieceState::isAlive)
                        .forEach(piece -> assertThat(network.holds(
                                        piece.provider(),
                                        piece.deal().orElseThrow().id(),
                                        piece.id(),
                                        piece.root()))
                                .isTrue());
            }
        }
        assertThat(DurabilityReceipt.decode(bytes)).isEqualTo(honest);
    }
}
