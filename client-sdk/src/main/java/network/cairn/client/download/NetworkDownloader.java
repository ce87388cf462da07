package network.cairn.client.download;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import network.cairn.client.budget.BufferBudget;
import network.cairn.client.budget.CpuPool;
import network.cairn.client.encryption.FrameCipher;
import network.cairn.client.encryption.SegmentMaskKey;
import network.cairn.client.encryption.StreamKeys;
import network.cairn.client.manifest.StoredStream;
import network.cairn.client.placement.NodeScoreboard;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// Downloads from a storage network.
///
/// Stripes are read side by side, each by a virtual thread, a few ahead of the one being written out. A stripe ahead
/// takes memory only if some is free at once; the one that is due waits its turn, holding none. What has been taken
/// is given back by readers that wait for nodes only, and by writing out, so none waits for another for ever.
public final class NetworkDownloader implements StreamDownloader {
    private final StripeReader.Environment environment;
    private final DownloadOptions options;
    private final BufferBudget buffers;

    public NetworkDownloader(
            StorageNetwork network,
            DownloadOptions options,
            NodeScoreboard scoreboard,
            BufferBudget buffers,
            CpuPool cpu) {
        this.environment = new StripeReader.Environment(network, scoreboard, options, cpu);
        this.options = options;
        this.buffers = buffers;
    }

    @Override
    public void download(
            StoredStream stream,
            SegmentSource segments,
            StreamKeys keys,
            long offset,
            long lengthBytes,
            OutputStream out)
            throws DownloadException, IOException, InterruptedException {
        if (offset < 0 || lengthBytes < 0 || offset > stream.plaintextBytes() - lengthBytes) {
            throw new IllegalArgumentException(lengthBytes + " bytes at offset " + offset
                    + " are not inside a stream of " + stream.plaintextBytes());
        }
        if (lengthBytes == 0) {
            return;
        }
        try (var run = new Run(new StripeRanges(stream, segments, offset, lengthBytes), keys)) {
            run.write(offset, offset + lengthBytes, out);
        }
    }

    /// A stripe being read, and the thread that does it.
    private record Reading(FutureTask<StripeReader.Frames> result, Thread thread) {}

    /// One download under way.
    private final class Run implements AutoCloseable {
        private final StripeRanges ranges;
        private final StreamKeys keys;
        private final FrameCipher cipher;
        private final Set<ActorId> liars = ConcurrentHashMap.newKeySet();
        private final Deque<Reading> ahead = new ArrayDeque<>();

        Run(StripeRanges ranges, StreamKeys keys) {
            this.ranges = ranges;
            this.keys = keys;
            this.cipher = FrameCipher.of(keys.data());
        }

        void write(long offset, long end, OutputStream out)
                throws DownloadException, IOException, InterruptedException {
            StripeRange due = null;
            while (due != null || !ahead.isEmpty() || ranges.hasNext()) {
                due = startReading(due, true);
                StripeReader.Frames frames = await(ahead.getFirst());
                ahead.removeFirst();
                try {
                    due = startReading(due, false);
                    write(frames, offset, end, out);
                } finally {
                    frames.release();
                }
            }
        }

        /// Starts as many stripes as the limits allow.
        ///
        /// @param due a stripe that had to wait
        /// @param mayWait whether to wait for memory where nothing is being read yet; the caller holds none
        /// @return a stripe that has to wait, or null
        private @Nullable StripeRange startReading(@Nullable StripeRange due, boolean mayWait)
                throws InterruptedException {
            StripeRange next = due;
            while (ahead.size() < options.readAheadStripes() && (next != null || ranges.hasNext())) {
                next = next == null ? ranges.next() : next;
                BufferBudget.Lease lease = buffers.tryAcquire(next.bufferBytes());
                if (lease == null) {
                    if (!ahead.isEmpty() || !mayWait) {
                        return next;
                    }
                    lease = buffers.acquire(next.bufferBytes());
                }
                ahead.addLast(start(next, lease));
                next = null;
            }
            return next;
        }

        private Reading start(StripeRange range, BufferBudget.Lease lease) {
            var reader = new StripeReader(
                    environment,
                    range,
                    lease,
                    cipher,
                    SegmentMaskKey.of(keys.mask(), range.segment().id()),
                    liars);
            var result = new FutureTask<>(reader);
            return new Reading(
                    result,
                    Thread.ofVirtual()
                            .name("cairn-read-" + range.segmentNumber() + "-" + range.stripe())
                            .start(result));
        }

        private static StripeReader.Frames await(Reading reading) throws DownloadException, InterruptedException {
            try {
                return reading.result().get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case DownloadException failure -> throw failure;
                    case RuntimeException unchecked -> throw unchecked;
                    case Error error -> throw error;
                    case null, default -> throw new IllegalStateException("reading a stripe was broken off", e);
                }
            }
        }

        private static void write(StripeReader.Frames frames, long offset, long end, OutputStream out)
                throws IOException {
            StripeRange range = frames.range();
            int framePlaintextBytes = range.stream().framePlaintextBytes();
            for (int i = 0; i < range.frames(); i++) {
                long frameOffset = (range.firstFrame() + i) * framePlaintextBytes;
                long from = Math.max(offset, frameOffset);
                long to = Math.min(end, frameOffset + range.frameBytes(i) - FrameCipher.TAG_BYTES);
                if (from < to) {
                    out.write(frames.plaintexts()[i], (int) (from - frameOffset), (int) (to - from));
                }
            }
        }

        /// Ends what is under way and returns when no thread of this download is left.
        @Override
        public void close() {
            ahead.forEach(reading -> reading.thread().interrupt());
            boolean interrupted = false;
            for (Reading reading : ahead) {
                while (reading.thread().isAlive()) {
                    try {
                        reading.thread().join();
                    } catch (InterruptedException _) {
                        interrupted = true;
                    }
                }
                if (reading.result().state() == Future.State.SUCCESS) {
                    reading.result().resultNow().release();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
