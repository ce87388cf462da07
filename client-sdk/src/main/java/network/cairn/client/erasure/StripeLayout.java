package network.cairn.client.erasure;

/// Where the bytes of a segment lie in its pieces.
///
/// A segment is cut into stripes of `k` shares. Every share but those of the last stripe is `shareBytesMax` long; the
/// last stripe's shares shrink to its bytes divided by `k`, rounded up to 64, so that padding stays under 64 bytes a
/// share and kernels work on whole vectors. Share `i` of stripe `s` is at offset `s * shareBytesMax` of piece `i`;
/// share `i < k` is the segment's bytes themselves (the code is systematic).
///
/// @param segmentBytes ciphertext bytes of the segment, at least 1, of at most 2^31 - 1 stripes
/// @param k data shares of a stripe
/// @param shareBytesMax bytes of a share of a full stripe, a multiple of 64
public record StripeLayout(long segmentBytes, int k, int shareBytesMax) {
    public static final int SHARE_ALIGNMENT_BYTES = 64;
    public static final int SHARE_BYTES_MAX_DEFAULT = 256 * 1024;

    /// No stripe, padding counted, is longer: its shares are held in memory together.
    public static final int STRIPE_BYTES_MAX = 1 << 30;

    public StripeLayout {
        if (segmentBytes < 1
                || k < 1
                || k > Scheme.TOTAL_MAX
                || shareBytesMax < SHARE_ALIGNMENT_BYTES
                || shareBytesMax % SHARE_ALIGNMENT_BYTES != 0
                || (long) k * shareBytesMax > STRIPE_BYTES_MAX
                || (segmentBytes - 1) / ((long) k * shareBytesMax) >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no stripe layout for " + segmentBytes + " bytes in " + k + " shares of "
                    + shareBytesMax + " bytes");
        }
    }

    public StripeLayout(long segmentBytes, int k) {
        this(segmentBytes, k, SHARE_BYTES_MAX_DEFAULT);
    }

    /// Segment bytes in a full stripe.
    public long stripeBytesMax() {
        return (long) k * shareBytesMax;
    }

    public int stripes() {
        return Math.toIntExact((segmentBytes - 1) / stripeBytesMax() + 1);
    }

    /// Segment bytes in a stripe, its padding not counted.
    public int stripeBytes(int stripe) {
        return Math.toIntExact(Math.min(stripeBytesMax(), segmentBytes - stripe * stripeBytesMax()));
    }

    /// Bytes of each share of a stripe, padding counted.
    public int shareBytes(int stripe) {
        int perShare = (stripeBytes(stripe) + k - 1) / k;
        return (perShare + SHARE_ALIGNMENT_BYTES - 1) / SHARE_ALIGNMENT_BYTES * SHARE_ALIGNMENT_BYTES;
    }

    /// Where the shares of a stripe start in their pieces.
    public long shareOffset(int stripe) {
        return (long) stripe * shareBytesMax;
    }

    /// Bytes of each piece of the segment.
    public long pieceBytes() {
        int last = stripes() - 1;
        return shareOffset(last) + shareBytes(last);
    }

    /// The stripe that holds a byte of the segment.
    public int stripeOf(long segmentOffset) {
        return Math.toIntExact(segmentOffset / stripeBytesMax());
    }
}
