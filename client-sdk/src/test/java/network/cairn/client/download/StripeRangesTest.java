package network.cairn.client.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.StoredStream;
import network.cairn.proofs.id.SegmentId;
import org.junit.jupiter.api.Test;

final class StripeRangesTest {
    private static final int FRAME = 4096;
    private static final int SHARE = 256 * 1024;
    private static final int K = 4;

    private static StripeRanges ranges(StoredStream stream, long offset, long length) {
        return new StripeRanges(
                stream,
                number -> new SegmentManifest(
                        SegmentId.of(new byte[32]),
                        new Scheme(K, K, K, K + 2),
                        SHARE,
                        stream.segmentBytes(number),
                        List.of()),
                offset,
                length);
    }

    /// Whatever the range: its frames once each, in order, none beyond them; and of a small one little more than
    /// they are is read, wherever it lies, but where a frame lies in two shares.
    @Test
    void next_randomRanges_everyFrameOnceAndLittleMoreRead() {
        var random = new SplittableRandom(3);
        for (int round = 0; round < 3000; round++) {
            long plaintextBytes = 1 + random.nextLong(5_000_000);
            var stream = new StoredStream(plaintextBytes, FRAME, 3 * 1024 * 1024);
            long offset = random.nextLong(plaintextBytes);
            long most = random.nextBoolean() ? 20_000 : 3_000_000;
            long length = 1 + random.nextLong(Math.min(most, plaintextBytes - offset));
            long frame = offset / stream.framePlaintextBytes();
            StripeRanges ranges = ranges(stream, offset, length);
            long read = 0;
            boolean acrossShares = false;
            while (ranges.hasNext()) {
                StripeRange range = ranges.next();
                assertThat(range.firstFrame()).isEqualTo(frame);
                assertThat(range.frames()).isPositive();
                assertThat(range.to() - range.from())
                        .isGreaterThan((range.frames() - 1) * FRAME)
                        .isLessThanOrEqualTo(range.frames() * FRAME);
                frame += range.frames();
                acrossShares |= range.shares() > 1;
                read += (long) range.shares() * range.columnBytes();
            }
            assertThat(frame).isEqualTo((offset + length - 1) / stream.framePlaintextBytes() + 1);
            if (length <= 20_000 && !acrossShares) {
                assertThat(read).isLessThanOrEqualTo(length + 2 * FRAME + 2 * 1024);
            }
        }
    }

    @Test
    void next_fewBytesAcrossTheEndOfAShare_twoRangesOfOneShareEach() {
        var stream = new StoredStream(2_000_000, FRAME, 64 * 1024 * 1024);
        long plaintextBeforeShare = (long) SHARE / FRAME * (FRAME - StoredStream.TAG_BYTES);
        StripeRanges ranges = ranges(stream, plaintextBeforeShare - 5_000, 10_000);
        StripeRange first = ranges.next();
        StripeRange second = ranges.next();
        assertThat(ranges.hasNext()).isFalse();
        assertThat(first.firstShare()).isZero();
        assertThat(first.columnBytes()).isEqualTo(2 * FRAME);
        assertThat(second.firstShare()).isOne();
        assertThat(second.shares()).isOne();
        assertThat(second.columnBytes()).isEqualTo(2 * FRAME);
    }
}
