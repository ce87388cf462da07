package network.cairn.gateway.metadata;

import java.time.Instant;
import network.cairn.client.manifest.StoredStream;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;

/// Where one run of plaintext is and how to open it: on the network, alone or in a pack, or right here when it is
/// small.
///
/// @param stream its id; the segments of a stream that is alone on the network are kept under it one by one
/// @param wrappedDataKey its data key, wrapped under its bucket's key, a customer's, or one of a key management
///     service
/// @param shape how it was cut
/// @param inline its whole ciphertext where it is kept inline, else null
/// @param slot where in a pack its ciphertext is, `shape.ciphertextBytes()` long, else null
public record StoredData(
        StreamId stream,
        byte[] wrappedDataKey,
        StoredStream shape,
        byte @Nullable [] inline,
        @Nullable PackSlot slot) {
    private static final int WRAPPED_KEY_BYTES_MAX = 8192;
    private static final int INLINE_BYTES_MAX = 64 * 1024;

    private static final int ALONE = 0;
    private static final int INLINE = 1;
    private static final int PACKED = 2;

    public StoredData {
        if (inline != null && slot != null) {
            throw new IllegalArgumentException("stream " + stream + " is inline and in a pack");
        }
        wrappedDataKey = wrappedDataKey.clone();
        inline = inline == null ? null : inline.clone();
    }

    /// Data that are in no pack.
    public StoredData(StreamId stream, byte[] wrappedDataKey, StoredStream shape, byte @Nullable [] inline) {
        this(stream, wrappedDataKey, shape, inline, null);
    }

    /// Data alone on the network.
    public static StoredData onNetwork(StreamId stream, byte[] wrappedDataKey, StoredStream shape) {
        return new StoredData(stream, wrappedDataKey, shape, null, null);
    }

    /// Data in a pack.
    public static StoredData inPack(StreamId stream, byte[] wrappedDataKey, StoredStream shape, PackSlot slot) {
        return new StoredData(stream, wrappedDataKey, shape, null, slot);
    }

    public long sizeBytes() {
        return shape.plaintextBytes();
    }

    public boolean isInline() {
        return inline != null;
    }

    /// Whether these are the bytes of that stream in that pack.
    boolean isIn(StreamId pack, StreamId packed) {
        return slot != null && slot.pack().equals(pack) && stream.equals(packed);
    }

    /// What becomes garbage of these data once the record at `place`, which names them, goes; null where nothing
    /// does.
    @Nullable
    Garbage garbage(Instant due, Place place) {
        if (slot != null) {
            return new Garbage.OfPacked(due, slot.pack(), stream, place);
        }
        return inline != null ? null : new Garbage.OfStream(due, stream, place);
    }

    StoredData movedTo(PackSlot newSlot) {
        return inPack(stream, wrappedDataKey, shape, newSlot);
    }

    void write(CanonicalWriter writer) {
        writer.fixed(stream.toBytes()).bytes(wrappedDataKey).bytes(shape.encode());
        if (inline != null) {
            writer.u8(INLINE).bytes(inline);
        } else if (slot != null) {
            slot.write(writer.u8(PACKED));
        } else {
            writer.u8(ALONE);
        }
    }

    static StoredData read(CanonicalReader reader) throws CodecException {
        StreamId stream = StreamId.read(reader);
        byte[] wrappedDataKey = reader.bytes(WRAPPED_KEY_BYTES_MAX, "wrapped data key");
        StoredStream shape = StoredStream.decode(reader.bytes(64, "stream shape"));
        int kind = reader.u8("where the ciphertext is");
        return switch (kind) {
            case ALONE -> onNetwork(stream, wrappedDataKey, shape);
            case INLINE ->
                new StoredData(stream, wrappedDataKey, shape, reader.bytes(INLINE_BYTES_MAX, "inline ciphertext"));
            case PACKED -> inPack(stream, wrappedDataKey, shape, PackSlot.read(reader));
            default -> throw new CodecException("ciphertext is not kept in way " + kind);
        };
    }
}
