package network.cairn.gateway.metadata;

import network.cairn.client.manifest.StoredStream;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;

/// Where one run of plaintext is and how to open it: on the network, or right here when it is small.
///
/// @param stream its id; the segments of a stream on the network are kept under it one by one
/// @param wrappedDataKey its data key, wrapped under its bucket's key, a customer's, or one of a key management
///     service
/// @param shape how it was cut
/// @param inline its whole ciphertext where it is kept inline, null where it is on the network
public record StoredData(StreamId stream, byte[] wrappedDataKey, StoredStream shape, byte @Nullable [] inline) {
    private static final int WRAPPED_KEY_BYTES_MAX = 8192;
    private static final int INLINE_BYTES_MAX = 64 * 1024;

    public StoredData {
        wrappedDataKey = wrappedDataKey.clone();
        inline = inline == null ? null : inline.clone();
    }

    /// Data on the network.
    public static StoredData onNetwork(StreamId stream, byte[] wrappedDataKey, StoredStream shape) {
        return new StoredData(stream, wrappedDataKey, shape, null);
    }

    public long sizeBytes() {
        return shape.plaintextBytes();
    }

    public boolean isInline() {
        return inline != null;
    }

    void write(CanonicalWriter writer) {
        writer.fixed(stream.toBytes())
                .bytes(wrappedDataKey)
                .bytes(shape.encode())
                .bool(inline != null);
        if (inline != null) {
            writer.bytes(inline);
        }
    }

    static StoredData read(CanonicalReader reader) throws CodecException {
        return new StoredData(
                StreamId.read(reader),
                reader.bytes(WRAPPED_KEY_BYTES_MAX, "wrapped data key"),
                StoredStream.decode(reader.bytes(64, "stream shape")),
                reader.bool("inline") ? reader.bytes(INLINE_BYTES_MAX, "inline ciphertext") : null);
    }
}
