package network.cairn.client.download;

import network.cairn.client.erasure.StripeLayout;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.StoredStream;

/// The frames of one stripe that a download wants, and the bytes of its shares that they need.
///
/// A code works column by column: any range of a share follows from the same range of `k` others. So where the frames
/// lie in one share, only that range is read, of that share or of `k`.
///
/// @param segmentNumber the segment's number in the stream
/// @param firstFrame the number in the stream of the first frame wanted
/// @param frames how many frames are wanted
/// @param from where in the stripe the first of them begins
/// @param to where in the stripe the last of them ends
record StripeRange(
        StoredStream stream,
        int segmentNumber,
        SegmentManifest segment,
        int stripe,
        long firstFrame,
        int frames,
        int from,
        int to) {
    /// Ranges that can be proven begin and end at chunks of this size.
    private static final int CHUNK_BYTES = 1024;

    StripeLayout layout() {
        return segment.layout();
    }

    int shareBytes() {
        return layout().shareBytes(stripe);
    }

    int firstShare() {
        return from / shareBytes();
    }

    int lastShare() {
        return (to - 1) / shareBytes();
    }

    int shares() {
        return lastShare() - firstShare() + 1;
    }

    boolean needs(int index) {
        return index >= firstShare() && index <= lastShare();
    }

    /// Where in each share the range to read begins.
    int columnFrom() {
        return shares() > 1 ? 0 : from % shareBytes() / CHUNK_BYTES * CHUNK_BYTES;
    }

    /// Bytes to read of each share.
    int columnBytes() {
        int end = shares() > 1 ? shareBytes() : (to - 1) % shareBytes() + 1;
        int aligned = (end + CHUNK_BYTES - 1) / CHUNK_BYTES * CHUNK_BYTES;
        return Math.min(aligned, shareBytes()) - columnFrom();
    }

    /// Where the range to read begins in each piece.
    long pieceOffset() {
        return layout().shareOffset(stripe) + columnFrom();
    }

    /// Where in the stripe a frame begins.
    int framePosition(int frame) {
        return from + frame * stream.frameBytes();
    }

    int frameBytes(int frame) {
        return Math.min(stream.frameBytes(), to - framePosition(frame));
    }

    boolean isLast(int frame) {
        return firstFrame + frame == stream.frames() - 1;
    }

    /// Memory to read it: every share at worst, room to compute the missing ones, and the frames.
    long bufferBytes() {
        return (long) (segment.scheme().total() + shares()) * columnBytes() + (long) frames * stream.frameBytes();
    }
}
