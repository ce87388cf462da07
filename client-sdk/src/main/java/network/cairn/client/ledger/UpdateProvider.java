package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Replaces a provider's terms. What was agreed under the old ones stands.
public record UpdateProvider(ProviderTerms terms) implements TransactionBody {
    static final int CODE = 3;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        terms.write(writer);
    }

    static UpdateProvider read(CanonicalReader reader) throws CodecException {
        return new UpdateProvider(ProviderTerms.read(reader));
    }
}
