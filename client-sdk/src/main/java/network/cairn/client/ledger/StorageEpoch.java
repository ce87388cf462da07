package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What the ledger keeps of an epoch's storage, for good.
///
/// The network is weighed by what its deals come to over 30 days, which collateral covers: leaves cost nothing to
/// claim in a deal whose price is nothing.
///
/// @param rate what all providers' deals came to over 30 days at its end
/// @param provenRate what of that was proven
/// @param beacon whether its beacon came, without which nothing can be proven
public record StorageEpoch(Amount rate, Amount provenRate, boolean beacon) {
    /// An epoch of which nothing is kept.
    public static final StorageEpoch NOTHING = new StorageEpoch(Amount.ZERO, Amount.ZERO, false);

    public byte[] encode() {
        var writer = new CanonicalWriter();
        rate.write(writer);
        provenRate.write(writer);
        return writer.bool(beacon).toBytes();
    }

    public static StorageEpoch decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var epoch = new StorageEpoch(
                Amount.read(reader, "epoch rate"),
                Amount.read(reader, "epoch proven rate"),
                reader.bool("epoch beacon"));
        reader.end();
        return epoch;
    }
}
