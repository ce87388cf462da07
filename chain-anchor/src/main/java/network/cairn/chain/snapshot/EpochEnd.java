package network.cairn.chain.snapshot;

import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// The last block of an epoch as those need it who follow the validator sets from genesis on. Kept for
/// every epoch, also when its blocks have been pruned.
///
/// @param header of the epoch's last block
/// @param finalization its certificate
/// @param validators the epoch's set, which signed it
public record EpochEnd(BlockHeader header, Certificate finalization, ValidatorSet validators) {
    /// A hundred validators' keys, powers and endpoints.
    private static final int SET_BYTES_MAX = 64 << 10;

    /// The longest encoding.
    public static final int ENCODED_BYTES_MAX =
            BlockHeader.ENCODED_BYTES_MAX + Certificate.ENCODED_BYTES_MAX + SET_BYTES_MAX + 12;

    public byte[] encode() {
        return new CanonicalWriter()
                .bytes(header.encode())
                .bytes(finalization.encode())
                .bytes(validators.encode())
                .toBytes();
    }

    public static EpochEnd decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var end = new EpochEnd(
                BlockHeader.decode(reader.bytes(BlockHeader.ENCODED_BYTES_MAX, "epoch's last header")),
                Certificate.decode(reader.bytes(Certificate.ENCODED_BYTES_MAX, "epoch's certificate")),
                ValidatorSet.decode(reader.bytes(SET_BYTES_MAX, "epoch's set")));
        reader.end();
        return end;
    }
}
