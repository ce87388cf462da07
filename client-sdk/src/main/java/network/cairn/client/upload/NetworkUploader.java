package network.cairn.client.upload;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import network.cairn.client.budget.BufferBudget;
import network.cairn.client.budget.CpuPool;
import network.cairn.client.encryption.FrameCipher;
import network.cairn.client.encryption.SegmentMaskKey;
import network.cairn.client.encryption.StreamKeys;
import network.cairn.client.erasure.ErasureCoder;
import network.cairn.client.erasure.ErasureCoders;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.erasure.StripeLayout;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.StoredStream;
import network.cairn.client.placement.NodeScoreboard;
import network.cairn.client.placement.Placement;
import network.cairn.client.repair.RepairException;
import network.cairn.client.repair.SegmentRepair;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.proofs.id.SegmentId;
import org.jspecify.annotations.Nullable;

/// Uploads to a storage network.
///
/// The calling thread reads, seals and has stripes coded; each piece has a virtual thread of its own that masks,
/// hashes and sends. While a segment's last bytes become durable the next one is already filled. Memory is what the
/// buffer budget allows, shared by all uploads; an upload that waits for a stripe holds only stripes that are on
/// their way out, so none waits for another for ever.
public final class NetworkUploader implements StreamUploader {
    private static final int PROGRESS_CHECKS_IN_TIMEOUT = 8;

    private final SegmentUpload.Environment environment;
    private final Scheme scheme;
    private final UploadOptions options;
    private final BufferBudget buffers;
    private final CpuPool cpu;
    private final SegmentRepair repair;
    private final RandomGenerator random;
    private final ScheduledExecutorService timer;

    /// @param buffers shared with whatever else may hold stripes to send
    /// @param random chooses segment ids and nodes; safe for use by many threads
    /// @param timer runs the short checks for progress
    public NetworkUploader(
            StorageNetwork network,
            Scheme scheme,
            UploadOptions options,
            Placement placement,
            NodeScoreboard scoreboard,
            BufferBudget buffers,
            CpuPool cpu,
            SegmentRepair repair,
            RandomGenerator random,
            ScheduledExecutorService timer) {
        options.checkFits(scheme);
        this.environment = new SegmentUpload.Environment(network, scheme, options, placement, scoreboard, cpu, random);
        this.scheme = scheme;
        this.options = options;
        this.buffers = buffers;
        this.cpu = cpu;
        this.repair = repair;
        this.random = random;
        this.timer = timer;
    }

    @Override
    public StoredStream upload(InputStream plaintext, long plaintextBytes, StreamKeys keys, SegmentJournal journal)
            throws UploadException, IOException, InterruptedException {
        if (plaintextBytes < LENGTH_UNKNOWN) {
            throw new IllegalArgumentException("plaintext has no length of " + plaintextBytes);
        }
        try (var run = new Run(keys, journal)) {
            return run.upload(plaintext, plaintextBytes);
        }
    }

    /// One upload under way.
    private final class Run implements AutoCloseable {
        private final StreamKeys keys;
        private final SegmentJournal journal;
        private final ErasureCoder coder = ErasureCoders.of(scheme.k(), scheme.total());
        private final byte[] scratch = new byte[options.frameBytes()];
        private final List<SegmentUpload> open = new ArrayList<>();

        Run(StreamKeys keys, SegmentJournal journal) {
            this.keys = keys;
            this.journal = journal;
        }

        StoredStream upload(InputStream plaintext, long plaintextBytes)
                throws UploadException, IOException, InterruptedException {
            int framePlaintextBytes = options.frameBytes() - FrameCipher.TAG_BYTES;
            var frames = new FrameSource(plaintext, plaintextBytes, FrameCipher.of(keys.data()), framePlaintextBytes);
            boolean lengthKnown = plaintextBytes != LENGTH_UNKNOWN;
            long stripeBytesMax = (long) scheme.k() * options.shareBytesMax();
            long segmentBytesMax = lengthKnown ? options.segmentBytesMax() : stripeBytesMax;
            var declared = new StoredStream(lengthKnown ? plaintextBytes : 0, options.frameBytes(), segmentBytesMax);
            SegmentUpload previous = null;
            for (int number = 0; !frames.ended(); number++) {
                SegmentUpload segment = lengthKnown
                        ? sendSegment(frames, number, declared.segmentBytes(number))
                        : sendStripe(frames, number);
                settle(previous);
                previous = segment;
            }
            settle(previous);
            return new StoredStream(frames.plaintextBytes(), options.frameBytes(), segmentBytesMax);
        }

        private SegmentUpload sendSegment(FrameSource frames, int number, long segmentBytes)
                throws UploadException, IOException, InterruptedException {
            var layout = new StripeLayout(segmentBytes, scheme.k(), options.shareBytesMax());
            SegmentUpload segment = null;
            for (int s = 0; s < layout.stripes(); s++) {
                Stripe stripe = emptyStripe(layout.shareBytes(s));
                boolean handedOver = false;
                try {
                    stripe.fill(frames, layout.stripeBytes(s), scratch);
                    code(stripe);
                    if (segment == null) {
                        segment = begin(number, layout);
                    }
                    handedOver = true;
                    segment.offer(stripe, layout.shareOffset(s));
                } finally {
                    if (!handedOver) {
                        stripe.release();
                    }
                }
            }
            return ended(segment);
        }

        /// A segment of one stripe, whose length shows only once it has been filled.
        private SegmentUpload sendStripe(FrameSource frames, int number)
                throws UploadException, IOException, InterruptedException {
            Stripe stripe = emptyStripe(options.shareBytesMax());
            boolean handedOver = false;
            SegmentUpload segment;
            try {
                stripe.fill(frames, scheme.k() * options.shareBytesMax(), scratch);
                var layout = new StripeLayout(stripe.filledBytes(), scheme.k(), options.shareBytesMax());
                stripe.reshape(layout.shareBytes(0));
                code(stripe);
                segment = begin(number, layout);
                handedOver = true;
                segment.offer(stripe, 0);
            } finally {
                if (!handedOver) {
                    stripe.release();
                }
            }
            return ended(segment);
        }

        private Stripe emptyStripe(int shareBytes) throws InterruptedException {
            open.forEach(SegmentUpload::giveUpReplay);
            int shareBytesMax = options.shareBytesMax();
            BufferBudget.Lease lease = buffers.acquire((long) scheme.total() * shareBytesMax);
            return new Stripe(lease, scheme.k(), scheme.total(), shareBytesMax, shareBytes);
        }

        private void code(Stripe stripe) throws InterruptedException {
            stripe.pad();
            cpu.run(() -> coder.encode(stripe.shares(), 0, stripe.shareBytes()));
        }

        private SegmentUpload begin(int number, StripeLayout layout) throws UploadException, InterruptedException {
            byte[] id = new byte[SegmentId.LENGTH_BYTES];
            random.nextBytes(id);
            SegmentId segmentId = SegmentId.of(id);
            var segment = new SegmentUpload(
                    environment, segmentId, number, layout, SegmentMaskKey.of(keys.mask(), segmentId), journal);
            open.add(segment);
            long tick = Math.min(
                            options.stallTimeout().toNanos(),
                            options.openTimeout().toNanos())
                    / PROGRESS_CHECKS_IN_TIMEOUT;
            segment.watchedBy(timer.scheduleWithFixedDelay(segment::checkProgress, tick, tick, TimeUnit.NANOSECONDS));
            segment.start();
            return segment;
        }

        private static SegmentUpload ended(@Nullable SegmentUpload segment) {
            if (segment == null) {
                throw new IllegalStateException("a segment has at least one stripe");
            }
            segment.end();
            return segment;
        }

        /// Waits until a segment is as durable as its scheme asks for, and tells the journal.
        private void settle(@Nullable SegmentUpload segment) throws UploadException, InterruptedException {
            if (segment == null) {
                return;
            }
            SegmentManifest manifest = segment.awaitEnd();
            segment.close();
            open.remove(segment);
            if (manifest.pieces().size() < scheme.success()) {
                open.forEach(SegmentUpload::giveUpReplay);
                try {
                    manifest = repair.repair(manifest, segment.maskKey(), scheme.success(), journal::sending);
                } catch (RepairException e) {
                    throw new UploadException(
                            "segment " + segment.number() + ": " + e.getMessage() + "; before that: "
                                    + String.join("; ", segment.failures()),
                            e);
                }
            }
            journal.stored(segment.number(), manifest);
        }

        /// Ends what is under way and returns when no thread of this upload is left.
        @Override
        public void close() {
            open.forEach(SegmentUpload::close);
        }
    }
}
