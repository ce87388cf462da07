package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What the ledger keeps of an account. One it has no record of is {@link #EMPTY}.
///
/// @param nonce the nonce its next transaction must carry
/// @param balance its free money
public record Account(long nonce, Amount balance) {
    public static final Account EMPTY = new Account(0, Amount.ZERO);

    public byte[] encode() {
        var writer = new CanonicalWriter().u64(nonce);
        balance.write(writer);
        return writer.toBytes();
    }

    public static Account decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var account = new Account(reader.u64("account nonce"), Amount.read(reader, "account balance"));
        reader.end();
        return account;
    }
}
