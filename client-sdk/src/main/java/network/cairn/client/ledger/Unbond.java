package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// Takes stake of the sender back from behind a validator, or from behind itself. The money is free
/// after the unbonding time, and after the epochs in which it counted; it can be slashed until then.
///
/// @param validator behind whom the stake is
/// @param amount more than zero; what comes back may be more by up to the worth of one share of the pool
public record Unbond(ActorId validator, Amount amount) implements TransactionBody {
    static final int CODE = 5;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        writer.id(validator);
        amount.write(writer);
    }

    static Unbond read(CanonicalReader reader) throws CodecException {
        return new Unbond(
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "validator")), Amount.read(reader, "stake amount"));
    }
}
