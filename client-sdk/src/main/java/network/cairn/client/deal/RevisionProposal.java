package network.cairn.client.deal;

import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.ListChange;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;

/// What a client wants a deal to hold no longer, and to hold from now on.
///
/// @param base the sequence of the revision it starts from; 0 before the first
/// @param removed pieces that are to go, each once
/// @param appended pieces that the provider has signed receipts for
public record RevisionProposal(DealId deal, long base, List<PieceId> removed, List<PieceEntry> appended) {
    /// The most bytes of an encoded proposal.
    public static final int ENCODED_BYTES_MAX =
            64 + ListChange.PIECES_MAX * (PieceEntry.ENCODED_BYTES + PieceId.LENGTH_BYTES);

    public RevisionProposal {
        removed = List.copyOf(removed);
        appended = List.copyOf(appended);
        if (base < 0 || removed.size() > ListChange.PIECES_MAX || appended.size() > ListChange.PIECES_MAX) {
            throw new IllegalArgumentException("a revision takes at most " + ListChange.PIECES_MAX
                    + " pieces out and as many in, not " + removed.size() + " and " + appended.size());
        }
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().id(deal).u64(base).u32(removed.size());
        removed.forEach(writer::id);
        writer.u32(appended.size());
        appended.forEach(piece -> piece.write(writer));
        return writer.toBytes();
    }

    public static RevisionProposal decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var deal = DealId.of(reader.fixed(DealId.LENGTH_BYTES, "deal"));
        long base = reader.u64("base");
        var removed = new ArrayList<PieceId>();
        for (int left = reader.count(ListChange.PIECES_MAX, "removed pieces"); left > 0; left--) {
            removed.add(PieceId.of(reader.fixed(PieceId.LENGTH_BYTES, "removed piece")));
        }
        var appended = new ArrayList<PieceEntry>();
        for (int left = reader.count(ListChange.PIECES_MAX, "appended pieces"); left > 0; left--) {
            appended.add(PieceEntry.read(reader));
        }
        reader.end();
        return new RevisionProposal(deal, base, removed, appended);
    }
}
