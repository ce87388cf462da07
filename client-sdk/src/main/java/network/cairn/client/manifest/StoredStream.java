package network.cairn.client.manifest;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// The shape of one stored stream of plaintext: how it was cut into frames and the frames into segments.
///
/// A frame is `frameBytes` of ciphertext, of which {@link #TAG_BYTES} are its tag; the last frame may be shorter and
/// is always there, even where the plaintext is empty. Every segment but the last is `segmentBytesMax` of ciphertext.
/// The segments themselves are kept apart from this record, one by one, so that its size does not grow with theirs.
///
/// @param plaintextBytes length of the plaintext
/// @param frameBytes ciphertext bytes of a full frame, tag counted
/// @param segmentBytesMax ciphertext bytes of a full segment, a multiple of `frameBytes`
public record StoredStream(long plaintextBytes, int frameBytes, long segmentBytesMax) {
    public static final int TAG_BYTES = 16;
    public static final int FRAME_BYTES_DEFAULT = 64 * 1024;
    public static final long SEGMENT_BYTES_MAX_DEFAULT = 64L * 1024 * 1024;

    /// One pebibyte: far more than an object may have, and no sum over it overflows.
    public static final long PLAINTEXT_BYTES_MAX = 1L << 50;

    private static final int VERSION = 1;

    public StoredStream {
        if (plaintextBytes < 0
                || plaintextBytes > PLAINTEXT_BYTES_MAX
                || frameBytes <= TAG_BYTES
                || segmentBytesMax < frameBytes
                || segmentBytesMax % frameBytes != 0
                || (ciphertextBytes(plaintextBytes, frameBytes) - 1) / segmentBytesMax >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no stream of " + plaintextBytes + " bytes in frames of " + frameBytes
                    + " and segments of " + segmentBytesMax);
        }
    }

    /// Plaintext bytes in a full frame.
    public int framePlaintextBytes() {
        return frameBytes - TAG_BYTES;
    }

    /// Frames of the stream, at least one.
    public long frames() {
        return frames(plaintextBytes, frameBytes);
    }

    public long ciphertextBytes() {
        return ciphertextBytes(plaintextBytes, frameBytes);
    }

    private static long frames(long plaintextBytes, int frameBytes) {
        int perFrame = frameBytes - TAG_BYTES;
        return Math.max(1, (plaintextBytes + perFrame - 1) / perFrame);
    }

    private static long ciphertextBytes(long plaintextBytes, int frameBytes) {
        return plaintextBytes + frames(plaintextBytes, frameBytes) * TAG_BYTES;
    }

    /// Segments of the stream, at least one.
    public int segments() {
        return Math.toIntExact((ciphertextBytes() - 1) / segmentBytesMax + 1);
    }

    /// Ciphertext bytes of one segment.
    public long segmentBytes(int segment) {
        return Math.min(segmentBytesMax, ciphertextBytes() - segment * segmentBytesMax);
    }

    public byte[] encode() {
        return new CanonicalWriter()
                .u8(VERSION)
                .u64(plaintextBytes)
                .u32(frameBytes)
                .u64(segmentBytesMax)
                .toBytes();
    }

    public static StoredStream decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        int version = reader.u8("version");
        if (version != VERSION) {
            throw new CodecException("stored stream has version " + version + ", this software reads " + VERSION);
        }
        try {
            var stream = new StoredStream(
                    reader.u64("plaintextBytes"), reader.u32("frameBytes"), reader.u64("segmentBytesMax"));
            reader.end();
            return stream;
        } catch (IllegalArgumentException e) {
            throw new CodecException("not a stored stream: " + e.getMessage(), e);
        }
    }
}
