package network.cairn.client.receipt;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.DealEntry;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.DealId;

/// What a deal held at the end of the epoch before its provider's deals last changed.
///
/// The ledger keeps the root that the tree over a provider's deals had then, and so whether a proof that came later
/// was of it. Without this a deal that changes in every epoch, as one does into which a client always stores, could
/// never be shown to have been proven: its newest list never was.
///
/// @param deal the deal
/// @param list the root of its list then
/// @param pieces how many pieces were in it
/// @param deals how many deals were in the tree over the provider's deals
/// @param inDeals that the deal, with this list, was among them
public record EarlierList(DealId deal, SumNode list, long pieces, long deals, MembershipProof inDeals) {
    public EarlierList {
        if (list.isEmpty() || pieces < 1 || deals < 1) {
            throw new IllegalArgumentException("an earlier list of deal " + deal + " that is empty shows nothing");
        }
    }

    /// What a node has kept of a deal, as it was at the end of an epoch.
    ///
    /// @param list the deal's
    /// @param deals the tree over all of the node's deals with pieces
    /// @param slot the deal's place there
    public static EarlierList of(DealId deal, SumTree list, SumTree deals, long slot) {
        return new EarlierList(deal, list.root(), list.items(), deals.items(), MembershipProof.of(deals, slot));
    }

    /// The deal as the tree over its provider's deals had it.
    DealEntry entry() {
        return new DealEntry(deal, list);
    }

    void write(CanonicalWriter writer) {
        writer.id(deal);
        list.write(writer);
        writer.u64(pieces).u64(deals);
        inDeals.write(writer);
    }

    static EarlierList read(CanonicalReader reader) throws CodecException {
        return new EarlierList(
                DealId.of(reader.fixed(DealId.LENGTH_BYTES, "earlier list's deal")),
                SumNode.read(reader, "earlier list"),
                reader.u64("earlier pieces"),
                reader.u64("earlier deals"),
                MembershipProof.read(reader));
    }
}
