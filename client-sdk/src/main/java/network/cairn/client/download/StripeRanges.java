package network.cairn.client.download;

import java.util.Iterator;
import java.util.NoSuchElementException;
import network.cairn.client.download.StreamDownloader.SegmentSource;
import network.cairn.client.erasure.StripeLayout;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.StoredStream;
import org.jspecify.annotations.Nullable;

/// The stripes of a range of plaintext, in order. Asks for a segment when its first stripe is due.
///
/// Where a few bytes lie across the end of a share, what is in that share and what is in the next are ranges of
/// their own: together they would take both shares whole.
final class StripeRanges implements Iterator<StripeRange> {
    private final StoredStream stream;
    private final SegmentSource segments;
    private final long endFrame;
    private long frame;
    private int segmentNumber = -1;
    private @Nullable SegmentManifest segment;

    /// @param offset first byte of plaintext
    /// @param lengthBytes bytes of plaintext, at least 1
    StripeRanges(StoredStream stream, SegmentSource segments, long offset, long lengthBytes) {
        this.stream = stream;
        this.segments = segments;
        this.frame = offset / stream.framePlaintextBytes();
        this.endFrame = (offset + lengthBytes - 1) / stream.framePlaintextBytes() + 1;
    }

    @Override
    public boolean hasNext() {
        return frame < endFrame;
    }

    @Override
    public StripeRange next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        long position = frame * stream.frameBytes();
        int number = Math.toIntExact(position / stream.segmentBytesMax());
        SegmentManifest current = segment(number);
        StripeLayout layout = current.layout();
        long inSegment = position % stream.segmentBytesMax();
        int stripe = layout.stripeOf(inSegment);
        int from = (int) (inSegment - stripe * layout.stripeBytesMax());
        long end = Math.min(endFrame * stream.frameBytes() - position, (long) layout.stripeBytes(stripe) - from);
        end = withinShare(layout.shareBytes(stripe), from, end);
        int frames = Math.toIntExact((end + stream.frameBytes() - 1) / stream.frameBytes());
        var range = new StripeRange(stream, number, current, stripe, frame, frames, from, from + (int) end);
        frame += frames;
        return range;
    }

    /// Cuts less than a share's worth of bytes after the last frame that ends in the share they begin in, or after
    /// the first frame where that one goes beyond.
    private long withinShare(int shareBytes, int from, long length) {
        int inShare = shareBytes - from % shareBytes;
        if (length <= inShare || length > shareBytes) {
            return length;
        }
        return Math.min(length, Math.max(inShare / stream.frameBytes(), 1) * (long) stream.frameBytes());
    }

    private SegmentManifest segment(int number) {
        SegmentManifest current = segment;
        if (current == null || number != segmentNumber) {
            current = segments.segment(number);
            if (current.ciphertextBytes() != stream.segmentBytes(number)
                    || current.shareBytesMax() % stream.frameBytes() != 0) {
                throw new IllegalArgumentException("segment " + number + " is of " + current.ciphertextBytes()
                        + " bytes in shares of " + current.shareBytesMax() + ", not of this stream of "
                        + stream.segmentBytes(number) + " bytes in frames of " + stream.frameBytes());
            }
            segment = current;
            segmentNumber = number;
        }
        return current;
    }
}
