package network.cairn.proofs.deal;

import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.id.DealId;

/// A deal as the tree over all of a provider's deals knows it.
///
/// Its leaf is SHA-256 of `0f || deal || leaves || hash of the root of its list of pieces`.
///
/// @param deal the deal
/// @param list the root of its list of pieces, which is not empty
public record DealEntry(DealId deal, SumNode list) {
    public DealEntry {
        if (list.isEmpty()) {
            throw new IllegalArgumentException("deal " + deal + " holds no piece, and so has no place in the tree");
        }
    }

    /// The entry's leaf in the tree.
    public SumNode node() {
        return node(new SumHasher());
    }

    SumNode node(SumHasher hasher) {
        var writer = new CanonicalWriter().u8(SumHasher.DEAL).id(deal);
        list.write(writer);
        return new SumNode(list.leaves(), hasher.hash(writer.toBytes()));
    }
}
