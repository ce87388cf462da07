package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.DealId;

/// Adds to a deal's escrow. From anybody.
///
/// @param amount more than zero
public record TopUpDeal(DealId deal, Amount amount) implements StorageOrder {
    static final int CODE = 34;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        writer.id(deal);
        amount.write(writer);
    }

    static TopUpDeal read(CanonicalReader reader) throws CodecException {
        return new TopUpDeal(DealId.of(reader.fixed(DealId.LENGTH_BYTES, "deal")), Amount.read(reader, "amount"));
    }
}
