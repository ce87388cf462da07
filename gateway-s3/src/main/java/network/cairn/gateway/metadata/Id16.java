package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CodecException;

/// The 16-byte form that the ids of this package share.
final class Id16 {
    static final int LENGTH_BYTES = 16;

    private Id16() {}

    static byte[] bytes(long high, long low) {
        return ByteBuffer.allocate(LENGTH_BYTES).putLong(high).putLong(low).array();
    }

    static String hex(long high, long low) {
        return HexFormat.of().formatHex(bytes(high, low));
    }

    static ByteBuffer read(CanonicalReader reader, String field) throws CodecException {
        return ByteBuffer.wrap(reader.fixed(LENGTH_BYTES, field));
    }
}
