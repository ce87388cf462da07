package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.DealId;

/// Pays the sender, a deal's client, what making the deal's pieces again costs after its provider failed, and takes
/// the deal away as {@link CloseDeal} does.
///
/// That is at most the repair price of what the deal held, and no more than the deal's share of what the provider
/// forfeited and what the deal itself paid into the repair fund: nobody gains by letting a provider of one's own
/// fail.
public record ClaimRepair(DealId deal) implements StorageOrder {
    static final int CODE = 41;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        writer.id(deal);
    }

    static ClaimRepair read(CanonicalReader reader) throws CodecException {
        return new ClaimRepair(DealId.of(reader.fixed(DealId.LENGTH_BYTES, "deal")));
    }
}
