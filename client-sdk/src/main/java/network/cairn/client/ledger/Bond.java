package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Turns the sender's own money into stake behind itself. Needed before {@link JoinValidators}.
///
/// @param amount more than zero
public record Bond(Amount amount) implements TransactionBody {
    static final int CODE = 4;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        amount.write(writer);
    }

    static Bond read(CanonicalReader reader) throws CodecException {
        return new Bond(Amount.read(reader, "bond amount"));
    }
}
