package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What the ledger keeps of an epoch as long as an offence in it can be punished.
///
/// @param chosenHeight the block that chose its validator set; 0 where genesis did
/// @param endMillis the time of its last block, once that is there
public record EpochRecord(long chosenHeight, Optional<Long> endMillis) {
    byte[] encode() {
        var writer = new CanonicalWriter().u64(chosenHeight).bool(endMillis.isPresent());
        endMillis.ifPresent(writer::u64);
        return writer.toBytes();
    }

    /// @throws CodecException if these bytes are not the encoding of an epoch's record
    public static EpochRecord decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        long chosen = reader.u64("chosen height");
        Optional<Long> end = reader.bool("epoch has ended") ? Optional.of(reader.u64("epoch's end")) : Optional.empty();
        reader.end();
        return new EpochRecord(chosen, end);
    }
}
