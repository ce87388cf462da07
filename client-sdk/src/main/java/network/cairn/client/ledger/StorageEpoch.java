package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What the ledger keeps of an epoch's storage, for good.
///
/// @param leaves what all providers together were bound to at its end
/// @param provenLeaves what of that was proven
/// @param beacon whether its beacon came, without which nothing can be proven
public record StorageEpoch(long leaves, long provenLeaves, boolean beacon) {
    /// An epoch of which nothing is kept.
    public static final StorageEpoch NOTHING = new StorageEpoch(0, 0, false);

    public byte[] encode() {
        return new CanonicalWriter().u64(leaves).u64(provenLeaves).bool(beacon).toBytes();
    }

    public static StorageEpoch decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var epoch = new StorageEpoch(
                reader.u64("epoch leaves"), reader.u64("epoch proven leaves"), reader.bool("epoch beacon"));
        reader.end();
        return epoch;
    }
}
