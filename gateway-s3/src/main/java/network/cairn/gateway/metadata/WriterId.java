package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import network.cairn.proofs.id.ActorId;

/// Who writes a stream: one run of a gateway, or where only one can have the metadata open, that gateway.
///
/// Its length is that of the gateways' ids that older rows have in its place.
record WriterId(byte[] bytes) implements Comparable<WriterId> {
    static final int LENGTH_BYTES = ActorId.LENGTH_BYTES;

    WriterId {
        if (bytes.length != LENGTH_BYTES) {
            throw new IllegalArgumentException("a writer's id has " + LENGTH_BYTES + " bytes, not " + bytes.length);
        }
        bytes = bytes.clone();
    }

    static WriterId generate(SecureRandom random) {
        byte[] bytes = new byte[LENGTH_BYTES];
        random.nextBytes(bytes);
        return new WriterId(bytes);
    }

    static WriterId of(ActorId gateway) {
        return new WriterId(gateway.toBytes());
    }

    /// The id at a buffer's position.
    static WriterId of(ByteBuffer buffer) {
        byte[] bytes = new byte[LENGTH_BYTES];
        buffer.get(bytes);
        return new WriterId(bytes);
    }

    byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(WriterId other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WriterId id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
