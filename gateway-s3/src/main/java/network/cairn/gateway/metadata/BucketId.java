package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CodecException;

/// The random name of a bucket from its creation to its deletion. A bucket made anew under an old name has another id,
/// hence other keys.
public record BucketId(long high, long low) {
    public static BucketId generate(SecureRandom random) {
        return new BucketId(random.nextLong(), random.nextLong());
    }

    public byte[] toBytes() {
        return Id16.bytes(high, low);
    }

    static BucketId of(ByteBuffer bytes) {
        return new BucketId(bytes.getLong(), bytes.getLong());
    }

    static BucketId read(CanonicalReader reader) throws CodecException {
        return of(Id16.read(reader, "bucket id"));
    }

    @Override
    public String toString() {
        return Id16.hex(high, low);
    }
}
