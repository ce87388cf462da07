package network.cairn.client.wire.v1;

import java.nio.charset.StandardCharsets;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// A node's report on itself.
///
/// @param node its id
/// @param writable false when it is read-only; `reason` then says why
/// @param reason empty while it is writable; at most {@value #REASON_BYTES_MAX} bytes of UTF-8
/// @param capacityBytes what its operator gives
/// @param usedBytes bytes its logs take, dead ones included
/// @param pieces live pieces
/// @param version the software's; at most {@value #VERSION_BYTES_MAX} bytes of UTF-8
public record NodeHealth(
        ActorId node,
        boolean writable,
        String reason,
        long capacityBytes,
        long usedBytes,
        long pieces,
        String version) {
    public static final int REASON_BYTES_MAX = 1024;
    public static final int VERSION_BYTES_MAX = 64;

    /// The most bytes an encoded report takes.
    public static final int ENCODED_BYTES_MAX =
            ActorId.LENGTH_BYTES + 1 + 4 + REASON_BYTES_MAX + 3 * 8 + 4 + VERSION_BYTES_MAX;

    public NodeHealth {
        checkLength(reason, REASON_BYTES_MAX, "reason");
        checkLength(version, VERSION_BYTES_MAX, "version");
        if (capacityBytes < 0 || usedBytes < 0 || pieces < 0) {
            throw new IllegalArgumentException("a node's health has no negative figures: capacity " + capacityBytes
                    + ", used " + usedBytes + ", pieces " + pieces);
        }
    }

    public long freeBytes() {
        return Math.max(0, capacityBytes - usedBytes);
    }

    public byte[] encode() {
        return new CanonicalWriter()
                .id(node)
                .bool(writable)
                .text(reason)
                .u64(capacityBytes)
                .u64(usedBytes)
                .u64(pieces)
                .text(version)
                .toBytes();
    }

    public static NodeHealth decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var health = new NodeHealth(
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "health node")),
                reader.bool("health writable"),
                reader.text(REASON_BYTES_MAX, "health reason"),
                reader.u64("health capacity"),
                reader.u64("health use"),
                reader.u64("health pieces"),
                reader.text(VERSION_BYTES_MAX, "health version"));
        reader.end();
        return health;
    }

    private static void checkLength(String text, int bytesMax, String field) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > bytesMax) {
            throw new IllegalArgumentException(
                    "a node's " + field + " is at most " + bytesMax + " bytes, not " + bytes);
        }
    }
}
