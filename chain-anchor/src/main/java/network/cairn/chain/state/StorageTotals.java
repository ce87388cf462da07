package network.cairn.chain.state;

import network.cairn.client.ledger.Amount;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What all deals have in common.
///
/// @param leaves what all providers together are bound to, those that failed not counted
/// @param rate what that comes to over 30 days
/// @param repairFund money for making lost pieces again
public record StorageTotals(long leaves, Amount rate, Amount repairFund) {
    static final StorageTotals NOTHING = new StorageTotals(0, Amount.ZERO, Amount.ZERO);

    byte[] encode() {
        var writer = new CanonicalWriter().u64(leaves);
        rate.write(writer);
        repairFund.write(writer);
        return writer.toBytes();
    }

    /// @throws CodecException if these bytes are not the encoding of storage totals
    public static StorageTotals decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var totals = new StorageTotals(
                reader.u64("leaves"), Amount.read(reader, "rate"), Amount.read(reader, "repair fund"));
        reader.end();
        return totals;
    }
}
