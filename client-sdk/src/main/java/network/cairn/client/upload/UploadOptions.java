package network.cairn.client.upload;

import java.time.Duration;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.erasure.StripeLayout;
import network.cairn.client.manifest.StoredStream;

/// Limits of uploads.
///
/// @param frameBytes ciphertext bytes of a frame, a multiple of 1,024
/// @param shareBytesMax bytes of a share of a full stripe, a multiple of `frameBytes`
/// @param segmentBytesMax ciphertext bytes of a segment, a multiple of `frameBytes`
/// @param stripeWindow shares that may wait for one node: how far it may fall behind before it
///     delays the others
/// @param bufferBytesMax memory for stripes, all uploads together
/// @param openTimeout a node that has not begun to take its piece after this long, and after twice as long as
///     enough others took, is replaced where another is left to try
/// @param stallTimeout a node that has made no progress for this long, or has delayed the others in
///     one segment by this long, is dropped
public record UploadOptions(
        int frameBytes,
        int shareBytesMax,
        long segmentBytesMax,
        int stripeWindow,
        long bufferBytesMax,
        Duration openTimeout,
        Duration stallTimeout) {
    /// 64 KiB frames, 256 KiB shares, 64 MiB segments, a window of 2 stripes, 48 MiB of buffers, 3 s, 20 s.
    public static final UploadOptions DEFAULT = new UploadOptions(
            StoredStream.FRAME_BYTES_DEFAULT,
            StripeLayout.SHARE_BYTES_MAX_DEFAULT,
            StoredStream.SEGMENT_BYTES_MAX_DEFAULT,
            2,
            48L << 20,
            Duration.ofSeconds(3),
            Duration.ofSeconds(20));

    private static final int CHUNK_BYTES = 1024;

    public UploadOptions {
        if (frameBytes < CHUNK_BYTES || frameBytes % CHUNK_BYTES != 0) {
            throw new IllegalArgumentException("frameBytes is a multiple of 1,024, not " + frameBytes);
        }
        if (shareBytesMax < frameBytes || shareBytesMax % frameBytes != 0) {
            throw new IllegalArgumentException(
                    "shareBytesMax is a multiple of frameBytes " + frameBytes + ", not " + shareBytesMax);
        }
        if (segmentBytesMax < frameBytes || segmentBytesMax % frameBytes != 0) {
            throw new IllegalArgumentException(
                    "segmentBytesMax is a multiple of frameBytes " + frameBytes + ", not " + segmentBytesMax);
        }
        if (stripeWindow < 1 || !openTimeout.isPositive() || !stallTimeout.isPositive()) {
            throw new IllegalArgumentException("stripeWindow " + stripeWindow + ", openTimeout " + openTimeout
                    + " and stallTimeout " + stallTimeout + " must be positive");
        }
    }

    /// Throws unless one stripe of this scheme fits the buffers.
    ///
    /// @throws IllegalArgumentException with the least that would do
    public void checkFits(Scheme scheme) {
        long stripeBytes = (long) scheme.total() * shareBytesMax;
        if (bufferBytesMax < stripeBytes) {
            throw new IllegalArgumentException("upload bufferBytesMax is " + bufferBytesMax + ", and one stripe of "
                    + scheme + " takes " + stripeBytes);
        }
    }

    public UploadOptions withFrameBytes(int frameBytes) {
        return new UploadOptions(
                frameBytes, shareBytesMax, segmentBytesMax, stripeWindow, bufferBytesMax, openTimeout, stallTimeout);
    }

    public UploadOptions withBufferBytesMax(long bufferBytesMax) {
        return new UploadOptions(
                frameBytes, shareBytesMax, segmentBytesMax, stripeWindow, bufferBytesMax, openTimeout, stallTimeout);
    }
}
