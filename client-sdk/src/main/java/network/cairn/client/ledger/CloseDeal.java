package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.DealId;

/// Ends a deal, or takes away what is left of one that has ended.
///
/// A deal without pieces ends at once, by either party. One with pieces ends after the lock-up time, unless its
/// provider has failed, or it is the provider that ends it and the escrow cannot pay for another epoch. When all
/// its epochs are settled anybody may send this once more: the client then gets what is left of the escrow, and its
/// clean-up deposit.
///
/// Where the provider has not been touched for very long, this and {@link ClaimRepair} do no more than judge its
/// next 200 epochs, and are to be sent again.
public record CloseDeal(DealId deal) implements StorageOrder {
    static final int CODE = 35;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        writer.id(deal);
    }

    static CloseDeal read(CanonicalReader reader) throws CodecException {
        return new CloseDeal(DealId.of(reader.fixed(DealId.LENGTH_BYTES, "deal")));
    }
}
