package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Signature;

/// Brings a deal to a revision that both its parties have signed. From either of them.
///
/// The revision counts for the proof of the epoch it comes in, and for the pay of the next one: an epoch pays for
/// no more than the deal held both at its start and at its end.
///
/// @param revision what the deal is to hold
/// @param client the client's signature of the revision
/// @param provider the provider's
public record UpdateDeal(Revision revision, Signature client, Signature provider) implements StorageOrder {
    static final int CODE = 33;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        revision.write(writer);
        writer.id(client).id(provider);
    }

    static UpdateDeal read(CanonicalReader reader) throws CodecException {
        return new UpdateDeal(
                Revision.read(reader),
                Signature.of(reader.fixed(Signature.LENGTH_BYTES, "client's signature")),
                Signature.of(reader.fixed(Signature.LENGTH_BYTES, "provider's signature")));
    }
}
