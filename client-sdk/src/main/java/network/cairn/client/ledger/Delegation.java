package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What one account holds of one validator's stake. Worth `stake * shares / all shares` of the {@link
/// Validator}.
public record Delegation(Amount shares) {
    public byte[] encode() {
        var writer = new CanonicalWriter();
        shares.write(writer);
        return writer.toBytes();
    }

    public static Delegation decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var delegation = new Delegation(Amount.read(reader, "delegation shares"));
        reader.end();
        return delegation;
    }
}
