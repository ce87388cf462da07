package network.cairn.client.download;

import java.time.Duration;
import network.cairn.client.erasure.Scheme;

/// Limits of downloads.
///
/// @param readAheadStripes stripes of one download fetched or waiting to be written, the one being
///     written counted
/// @param bufferBytesMax memory for stripes, all downloads together
/// @param stallTimeout a node that makes no progress for this long is given up
/// @param hedgeDelayMin another piece is asked for no sooner than after this long
/// @param hedgeDelayMax and no later
/// @param hedgesMax pieces of a stripe asked for only because others are slow
public record DownloadOptions(
        int readAheadStripes,
        long bufferBytesMax,
        Duration stallTimeout,
        Duration hedgeDelayMin,
        Duration hedgeDelayMax,
        int hedgesMax) {
    /// 3 stripes, 48 MiB of buffers, 20 s, 50 ms, 2 s, 2 hedges.
    public static final DownloadOptions DEFAULT =
            new DownloadOptions(3, 48L << 20, Duration.ofSeconds(20), Duration.ofMillis(50), Duration.ofSeconds(2), 2);

    public DownloadOptions {
        if (readAheadStripes < 1 || bufferBytesMax < 1 || hedgesMax < 0) {
            throw new IllegalArgumentException("readAheadStripes " + readAheadStripes + " and bufferBytesMax "
                    + bufferBytesMax + " must be positive, hedgesMax " + hedgesMax + " not negative");
        }
        if (!stallTimeout.isPositive() || hedgeDelayMin.isNegative() || hedgeDelayMax.compareTo(hedgeDelayMin) < 0) {
            throw new IllegalArgumentException("stallTimeout " + stallTimeout + " must be positive, and hedgeDelayMin "
                    + hedgeDelayMin + " at most hedgeDelayMax " + hedgeDelayMax);
        }
    }

    /// The memory that reading one full stripe of a scheme takes: its shares, those computed, and the plaintext.
    public static long stripeBytes(Scheme scheme, int shareBytesMax) {
        return (scheme.total() + 2L * scheme.k()) * shareBytesMax;
    }

    /// Throws unless one stripe of this scheme fits the buffers.
    ///
    /// @throws IllegalArgumentException with the least that would do
    public void checkFits(Scheme scheme, int shareBytesMax) {
        long stripeBytes = stripeBytes(scheme, shareBytesMax);
        if (bufferBytesMax < stripeBytes) {
            throw new IllegalArgumentException("download bufferBytesMax is " + bufferBytesMax
                    + ", and reading one stripe of " + scheme + " takes " + stripeBytes);
        }
    }

    public DownloadOptions withBufferBytesMax(long bufferBytesMax) {
        return new DownloadOptions(
                readAheadStripes, bufferBytesMax, stallTimeout, hedgeDelayMin, hedgeDelayMax, hedgesMax);
    }
}
