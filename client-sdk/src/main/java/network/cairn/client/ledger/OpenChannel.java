package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// Opens a channel from the sender to a provider, out of which vouchers for egress are paid. Its id follows from
/// the transaction: {@link Channel#idOf}.
///
/// @param provider who is paid
/// @param amount what the vouchers may come to, more than zero
/// @param expiryMillis the time of the first block in which the sender may have the rest back
public record OpenChannel(ActorId provider, Amount amount, long expiryMillis) implements StorageOrder {
    static final int CODE = 38;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        writer.id(provider);
        amount.write(writer);
        writer.u64(expiryMillis);
    }

    static OpenChannel read(CanonicalReader reader) throws CodecException {
        return new OpenChannel(
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "channel provider")),
                Amount.read(reader, "channel amount"),
                reader.u64("channel expiry"));
    }
}
