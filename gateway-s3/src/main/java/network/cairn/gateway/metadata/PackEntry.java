package network.cairn.gateway.metadata;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// An object's sealed bytes in a pack.
///
/// @param stream the object's own stream, sealed under its own data key
/// @param offset where in the pack's plaintext it begins
/// @param lengthBytes how long it is there
/// @param place the one record that names it, or is to
/// @param named whether that record does, or did before it went: false until a put or a move is committed
public record PackEntry(StreamId stream, long offset, long lengthBytes, Place place, boolean named) {
    private static final int VERSION = 1;

    public PackEntry {
        if (offset < 0 || lengthBytes < 1) {
            throw new IllegalArgumentException("no " + lengthBytes + " bytes are at offset " + offset + " of a pack");
        }
    }

    PackEntry namedBy(Place newPlace) {
        return new PackEntry(stream, offset, lengthBytes, newPlace, true);
    }

    byte[] encode() {
        var writer =
                new CanonicalWriter().u8(VERSION).u64(offset).u64(lengthBytes).bool(named);
        Place.write(writer, place);
        return writer.toBytes();
    }

    static PackEntry decode(StreamId stream, byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        Codecs.version(reader, VERSION, "pack entry");
        try {
            long offset = reader.u64("offset in pack");
            long lengthBytes = reader.u64("length in pack");
            boolean named = reader.bool("named");
            var entry = new PackEntry(stream, offset, lengthBytes, Place.read(reader), named);
            reader.end();
            return entry;
        } catch (IllegalArgumentException e) {
            throw new CodecException("not a pack entry: " + e.getMessage(), e);
        }
    }
}
