package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Offers storage: the sender becomes a provider.
public record RegisterProvider(ProviderTerms terms) implements TransactionBody {
    static final int CODE = 2;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        terms.write(writer);
    }

    static RegisterProvider read(CanonicalReader reader) throws CodecException {
        return new RegisterProvider(ProviderTerms.read(reader));
    }
}
