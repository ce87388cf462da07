package network.cairn.chain.state;

import network.cairn.client.ledger.Amount;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// Stake that was taken back and is not free yet.
///
/// @param owner who gets it
/// @param validator behind whom it was, whose slashes it may still bear
/// @param amount what left the pool, before any slash that came later
/// @param height the block that took it back
/// @param timeMillis that block's time
public record Unbonding(ActorId owner, ActorId validator, Amount amount, long height, long timeMillis) {
    byte[] encode() {
        var writer = new CanonicalWriter().id(owner).id(validator);
        amount.write(writer);
        return writer.u64(height).u64(timeMillis).toBytes();
    }

    /// @throws CodecException if these bytes are not the encoding of an unbonding
    public static Unbonding decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var unbonding = new Unbonding(
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "unbonding owner")),
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "unbonding validator")),
                Amount.read(reader, "unbonding amount"),
                reader.u64("unbonding height"),
                reader.u64("unbonding time"));
        reader.end();
        return unbonding;
    }
}
