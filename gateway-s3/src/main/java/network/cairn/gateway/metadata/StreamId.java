package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CodecException;

/// The random name of one stored stream: the bytes of an object or of one part, encrypted under one data key.
public record StreamId(long high, long low) {
    public static StreamId generate(SecureRandom random) {
        return new StreamId(random.nextLong(), random.nextLong());
    }

    public byte[] toBytes() {
        return Id16.bytes(high, low);
    }

    static StreamId of(ByteBuffer bytes) {
        return new StreamId(bytes.getLong(), bytes.getLong());
    }

    static StreamId read(CanonicalReader reader) throws CodecException {
        return of(Id16.read(reader, "stream id"));
    }

    @Override
    public String toString() {
        return Id16.hex(high, low);
    }
}
