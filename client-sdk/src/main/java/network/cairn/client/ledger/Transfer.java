package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// Moves money from the sender's account to another, which comes into being with its first money.
///
/// @param to who gets it
/// @param amount more than zero
public record Transfer(ActorId to, Amount amount) implements TransactionBody {
    static final int CODE = 1;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        writer.id(to);
        amount.write(writer);
    }

    static Transfer read(CanonicalReader reader) throws CodecException {
        return new Transfer(
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "transfer recipient")),
                Amount.read(reader, "transfer amount"));
    }
}
