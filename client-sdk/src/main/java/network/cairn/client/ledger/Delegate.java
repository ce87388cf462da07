package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// Puts the sender's money as stake behind a validator: it shares in the validator's rewards and in its
/// punishments.
///
/// @param validator behind whom the stake is
/// @param amount more than zero, and so much that rounding to whole shares of the pool takes less than a
///     thousandth of it
public record Delegate(ActorId validator, Amount amount) implements TransactionBody {
    static final int CODE = 6;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        writer.id(validator);
        amount.write(writer);
    }

    static Delegate read(CanonicalReader reader) throws CodecException {
        return new Delegate(
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "validator")), Amount.read(reader, "stake amount"));
    }
}
