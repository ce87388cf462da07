package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Shows, from anybody, that a validator signed two votes no honest one signs both of. See {@link
/// Equivocation}.
public record Evidence(Equivocation equivocation) implements TransactionBody {
    static final int CODE = 9;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        equivocation.write(writer);
    }

    static Evidence read(CanonicalReader reader) throws CodecException {
        return new Evidence(Equivocation.read(reader));
    }
}
