package network.cairn.gateway.metadata;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Where in a pack an object's sealed bytes are.
///
/// @param pack the pack, which is a stream itself
/// @param offset of the first of them in the pack's plaintext
public record PackSlot(StreamId pack, long offset) {
    public PackSlot {
        if (offset < 0) {
            throw new IllegalArgumentException("nothing is at offset " + offset + " of a pack");
        }
    }

    void write(CanonicalWriter writer) {
        writer.fixed(pack.toBytes()).u64(offset);
    }

    static PackSlot read(CanonicalReader reader) throws CodecException {
        return new PackSlot(StreamId.read(reader), reader.u64("offset in pack"));
    }
}
