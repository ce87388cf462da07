package network.cairn.client.receipt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.Checkpoint;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.FixedBytes;
import network.cairn.proofs.id.SegmentId;

/// All that it takes to check, without a network, which pieces of an object's segments are in deals, with whom, and
/// when that was last proven. What it shows and what not is in `docs/RECEIPT.md`; {@link ReceiptVerifier} checks
/// it.
///
///     receipt = version u8 (1), chain ChainId, subject,
///               count u16, each: bytes of a ValidatorSet           by ascending digest
///               count u16, each: bytes of a CertifiedHeader        by ascending height
///               count u32, each: record                            by ascending key
///               count u32, each: earlier list                      by ascending deal
///               count u16, each: segment
///     subject = name text, size u64, segments u32, first segment u32
///     record  = header u16, key bytes, optional value bytes, proof bytes
///     earlier = deal DealId, list (leaves u64, hash Digest), pieces u64, deals u64, MembershipProof
///     segment = id SegmentId, k u8, total u8, piece length u64, count u8, each: piece
///     piece   = index u8, root PieceRoot, provider ActorId, optional (deal DealId, MembershipProof,
///               optional earlier MembershipProof)
///
/// @param chain the chain it is of
/// @param subject the object it says it is about
/// @param sets validator sets, for whoever passes epochs
/// @param headers the header that records are proven against, and one of each epoch that is passed on the way there
/// @param records what the ledger says
/// @param earlier older lists of the deals, where they show more than the newest
/// @param segments one after the other, from the subject's first on
public record DurabilityReceipt(
        ChainId chain,
        ReceiptSubject subject,
        List<ValidatorSet> sets,
        List<CertifiedHeader> headers,
        List<ReceiptRecord> records,
        List<EarlierList> earlier,
        List<ReceiptSegment> segments) {
    /// The first byte of a receipt.
    public static final int VERSION = 1;

    /// The longest receipt that is looked at.
    public static final int ENCODED_BYTES_MAX = 16 << 20;

    /// The most headers: with epochs of an hour, six weeks since the reader's checkpoint.
    public static final int HEADERS_MAX = 1024;

    /// Every header's set, and the next of the last one's.
    static final int SETS_MAX = HEADERS_MAX + 1;

    /// The most segments of one receipt: 16 GiB in segments of 64 MiB.
    public static final int SEGMENTS_MAX = 256;

    /// The most pieces, in deals or not, of all segments together.
    public static final int PIECES_MAX = 16_384;

    /// A deal's record for each piece, and of each provider its terms, its account and two of proven epochs.
    static final int RECORDS_MAX = 5 * PIECES_MAX;

    public DurabilityReceipt {
        sets = List.copyOf(sets);
        headers = List.copyOf(headers);
        records = List.copyOf(records);
        earlier = List.copyOf(earlier);
        segments = List.copyOf(segments);
        within("validator sets", sets.size(), 0, SETS_MAX);
        within("headers", headers.size(), 1, HEADERS_MAX);
        within("records", records.size(), 0, RECORDS_MAX);
        within("earlier lists", earlier.size(), 0, PIECES_MAX);
        within("segments", segments.size(), 1, Math.min(SEGMENTS_MAX, subject.segments() - subject.firstSegment()));
        within(
                "pieces",
                segments.stream().mapToInt(segment -> segment.pieces().size()).sum(),
                0,
                PIECES_MAX);
        Comparator<FixedBytes> byBytes = Comparator.naturalOrder();
        ascending("validator sets", sets.stream().map(ValidatorSet::digest).toList(), byBytes);
        ascending(
                "headers",
                headers.stream().map(certified -> certified.header().height()).toList(),
                Comparator.<Long>naturalOrder());
        ascending("records", records.stream().map(ReceiptRecord::key).toList(), Comparator.<StateKey>naturalOrder());
        ascending("earlier lists", earlier.stream().map(EarlierList::deal).toList(), byBytes);
        for (ReceiptRecord record : records) {
            within("a record's header", record.header(), 0, headers.size() - 1);
        }
        var ids = new HashSet<SegmentId>();
        for (ReceiptSegment segment : segments) {
            if (!ids.add(segment.id())) {
                throw new IllegalArgumentException("segment " + segment.id() + " is there twice");
            }
        }
    }

    private static void within(String what, int count, int min, int max) {
        if (count < min || count > max) {
            throw new IllegalArgumentException(what + " of a receipt: " + count + " is not in " + min + " .. " + max);
        }
    }

    private static <T> void ascending(String what, List<? extends T> keys, Comparator<T> order) {
        for (int i = 1; i < keys.size(); i++) {
            if (order.compare(keys.get(i - 1), keys.get(i)) >= 0) {
                throw new IllegalArgumentException("the " + what + " of a receipt are not in ascending order");
            }
        }
    }

    /// The newest header.
    public CertifiedHeader tip() {
        return headers.getLast();
    }

    /// Whether it has all of the object's segments.
    public boolean isWhole() {
        return subject.firstSegment() == 0 && segments.size() == subject.segments();
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().u8(VERSION).id(chain);
        subject.write(writer);
        writer.u16(sets.size());
        sets.forEach(set -> writer.bytes(set.encode()));
        writer.u16(headers.size());
        headers.forEach(header -> writer.bytes(header.encode()));
        writer.u32(records.size());
        records.forEach(record -> record.write(writer));
        writer.u32(earlier.size());
        earlier.forEach(list -> list.write(writer));
        writer.u16(segments.size());
        segments.forEach(segment -> segment.write(writer));
        return writer.toBytes();
    }

    /// @throws CodecException if the bytes are not a receipt of this version
    public static DurabilityReceipt decode(byte[] encoded) throws CodecException {
        if (encoded.length > ENCODED_BYTES_MAX) {
            throw new CodecException("a receipt is at most " + ENCODED_BYTES_MAX + " bytes, not " + encoded.length);
        }
        var reader = new CanonicalReader(encoded);
        int version = reader.u8("version");
        if (version != VERSION) {
            throw new CodecException("receipt has version " + version + ", this software reads " + VERSION);
        }
        try {
            var receipt = read(reader);
            reader.end();
            return receipt;
        } catch (IllegalArgumentException e) {
            throw new CodecException("not a receipt: " + e.getMessage(), e);
        }
    }

    private static DurabilityReceipt read(CanonicalReader reader) throws CodecException {
        var chain = ChainId.of(reader.fixed(ChainId.LENGTH_BYTES, "chain"));
        var subject = ReceiptSubject.read(reader);
        var sets = list(
                reader,
                counted(reader.u16("validator sets"), SETS_MAX, "validator sets"),
                from -> ValidatorSet.decode(from.bytes(Checkpoint.SET_BYTES_MAX, "validator set")));
        var headers = list(
                reader,
                counted(reader.u16("headers"), HEADERS_MAX, "headers"),
                from -> CertifiedHeader.decode(from.bytes(CertifiedHeader.ENCODED_BYTES_MAX, "header")));
        var records = list(reader, reader.count(RECORDS_MAX, "records"), ReceiptRecord::read);
        var earlier = list(reader, reader.count(PIECES_MAX, "earlier lists"), EarlierList::read);
        var segments = list(reader, counted(reader.u16("segments"), SEGMENTS_MAX, "segments"), ReceiptSegment::read);
        return new DurabilityReceipt(chain, subject, sets, headers, records, earlier, segments);
    }

    @FunctionalInterface
    private interface Decoding<T> {
        T read(CanonicalReader reader) throws CodecException;
    }

    private static int counted(int count, int max, String field) throws CodecException {
        if (count > max) {
            throw new CodecException(count + " " + field + ", at most " + max + " are allowed");
        }
        return count;
    }

    private static <T> List<T> list(CanonicalReader reader, int count, Decoding<T> decoding) throws CodecException {
        var list = new ArrayList<T>();
        for (int i = 0; i < count; i++) {
            list.add(decoding.read(reader));
        }
        return list;
    }
}
