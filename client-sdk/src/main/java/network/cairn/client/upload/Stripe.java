package network.cairn.client.upload;

import java.io.IOException;
import java.util.Arrays;
import network.cairn.client.budget.BufferBudget;

/// One stripe while its data shares are filled with sealed frames. Used by one thread.
final class Stripe {
    private final BufferBudget.Lease lease;
    private final byte[][] shares;
    private final int k;
    private final int shareBytesMax;
    private int shareBytes;
    private int filledBytes;

    /// @param shareBytes where one data share ends and the next begins, as long as it is filled
    Stripe(BufferBudget.Lease lease, int k, int total, int shareBytesMax, int shareBytes) {
        this.lease = lease;
        this.k = k;
        this.shareBytesMax = shareBytesMax;
        this.shareBytes = shareBytes;
        this.shares = new byte[total][];
        for (int i = 0; i < total; i++) {
            shares[i] = lease.take(shareBytesMax);
        }
    }

    byte[][] shares() {
        return shares;
    }

    int shareBytes() {
        return shareBytes;
    }

    int filledBytes() {
        return filledBytes;
    }

    BufferBudget.Lease lease() {
        return lease;
    }

    /// Seals frames into the data shares until so many bytes are in or the plaintext ends.
    void fill(FrameSource frames, int bytes, byte[] scratch) throws IOException {
        while (filledBytes < bytes && !frames.ended()) {
            int frameBytes = frames.nextBytes();
            int within = filledBytes % shareBytes;
            if (within + frameBytes <= shareBytes) {
                frames.seal(shares[filledBytes / shareBytes], within);
            } else {
                frames.seal(scratch, 0);
                spread(scratch, frameBytes);
            }
            filledBytes += frameBytes;
        }
    }

    private void spread(byte[] frame, int frameBytes) {
        int done = 0;
        while (done < frameBytes) {
            int position = filledBytes + done;
            int within = position % shareBytes;
            int run = Math.min(frameBytes - done, shareBytes - within);
            System.arraycopy(frame, done, shares[position / shareBytes], within, run);
            done += run;
        }
    }

    /// Moves the bytes to where they belong in shorter shares, for a stripe whose length showed only at its end.
    ///
    /// Runs go from the last to the first: a byte never moves to a place whose own byte has yet to move.
    void reshape(int shorterShareBytes) {
        int end = filledBytes;
        while (end > 0 && shorterShareBytes < shareBytes) {
            int lastFrom = end - 1;
            int runStart =
                    Math.max(lastFrom / shareBytes * shareBytes, lastFrom / shorterShareBytes * shorterShareBytes);
            System.arraycopy(
                    shares[runStart / shareBytes],
                    runStart % shareBytes,
                    shares[runStart / shorterShareBytes],
                    runStart % shorterShareBytes,
                    end - runStart);
            end = runStart;
        }
        shareBytes = shorterShareBytes;
    }

    /// Makes the padding zero.
    void pad() {
        for (int i = 0; i < k; i++) {
            int used = Math.clamp((long) filledBytes - (long) i * shareBytes, 0, shareBytes);
            Arrays.fill(shares[i], used, shareBytes, (byte) 0);
        }
    }

    /// Gives all shares back, if nobody else was given any.
    void release() {
        for (byte[] share : shares) {
            lease.release(share);
        }
    }

    int shareBytesMax() {
        return shareBytesMax;
    }
}
