package network.cairn.client.deal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import network.cairn.client.ledger.Revision;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.ListChange;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.id.Signature;

/// A revision that a provider has signed in answer to a proposal, and how it follows from the one before.
///
/// @param change what it does to the list, in the order in which it is done
/// @param proof a {@link network.cairn.proofs.deal.ListChangeProof} of the change, at most {@link #PROOF_BYTES_MAX}
///     bytes
/// @param provider the provider's signature of the revision
public record RevisionOffer(Revision revision, ListChange change, byte[] proof, Signature provider) {
    /// Longer than any proof: of 2 * 4,096 + 1 positions, 41 nodes of 40 bytes each.
    public static final int PROOF_BYTES_MAX = 16 << 20;

    /// The most bytes of an encoded offer.
    public static final int ENCODED_BYTES_MAX =
            1024 + ListChange.PIECES_MAX * (2 * PieceEntry.ENCODED_BYTES + Long.BYTES) + PROOF_BYTES_MAX;

    public RevisionOffer {
        proof = proof.clone();
    }

    @Override
    public byte[] proof() {
        return proof.clone();
    }

    public byte[] encode() {
        var writer = new CanonicalWriter();
        revision.write(writer);
        writer.u32(change.removals().size());
        for (ListChange.Removal removal : change.removals()) {
            writer.u64(removal.index());
            removal.piece().write(writer);
        }
        writer.u32(change.appended().size());
        change.appended().forEach(piece -> piece.write(writer));
        return writer.bytes(proof).id(provider).toBytes();
    }

    public static RevisionOffer decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var revision = Revision.read(reader);
        var removals = new ArrayList<ListChange.Removal>();
        for (int left = reader.count(ListChange.PIECES_MAX, "removals"); left > 0; left--) {
            removals.add(new ListChange.Removal(reader.u64("index"), PieceEntry.read(reader)));
        }
        List<PieceEntry> appended = new ArrayList<>();
        for (int left = reader.count(ListChange.PIECES_MAX, "appended pieces"); left > 0; left--) {
            appended.add(PieceEntry.read(reader));
        }
        byte[] proof = reader.bytes(PROOF_BYTES_MAX, "proof");
        var provider = Signature.of(reader.fixed(Signature.LENGTH_BYTES, "provider's signature"));
        reader.end();
        return new RevisionOffer(revision, new ListChange(removals, appended), proof, provider);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RevisionOffer that
                && revision.equals(that.revision)
                && change.equals(that.change)
                && Arrays.equals(proof, that.proof)
                && provider.equals(that.provider);
    }

    @Override
    public int hashCode() {
        return revision.hashCode();
    }
}
