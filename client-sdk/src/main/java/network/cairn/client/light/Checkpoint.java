package network.cairn.client.light;

import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// A final header that is believed without a certificate, and the sets it names: where a light client may
/// begin instead of genesis.
///
/// Take it from somebody who is trusted, not from the node that is to be checked.
///
/// @param header a final header
/// @param validators the set of its epoch
/// @param nextValidators the set of the next
public record Checkpoint(BlockHeader header, ValidatorSet validators, ValidatorSet nextValidators) {
    public static final int SET_BYTES_MAX = 64 << 10;
    public static final int ENCODED_BYTES_MAX = BlockHeader.ENCODED_BYTES_MAX + 2 * SET_BYTES_MAX + 12;

    public Checkpoint {
        if (!header.validators().equals(validators.digest())
                || !header.nextValidators().equals(nextValidators.digest())) {
            throw new IllegalArgumentException("the sets are not those that header " + header.height() + " names");
        }
    }

    public byte[] encode() {
        return new CanonicalWriter()
                .bytes(header.encode())
                .bytes(validators.encode())
                .bytes(nextValidators.encode())
                .toBytes();
    }

    public static Checkpoint decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var header = BlockHeader.decode(reader.bytes(BlockHeader.ENCODED_BYTES_MAX, "checkpoint's header"));
        var validators = ValidatorSet.decode(reader.bytes(SET_BYTES_MAX, "checkpoint's set"));
        var next = ValidatorSet.decode(reader.bytes(SET_BYTES_MAX, "checkpoint's next set"));
        reader.end();
        try {
            return new Checkpoint(header, validators, next);
        } catch (IllegalArgumentException e) {
            throw new CodecException("checkpoint: " + e.getMessage(), e);
        }
    }
}
