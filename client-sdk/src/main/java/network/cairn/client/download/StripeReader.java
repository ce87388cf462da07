package network.cairn.client.download;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import network.cairn.client.budget.BufferBudget;
import network.cairn.client.budget.CpuPool;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.FrameCipher;
import network.cairn.client.encryption.PieceMask;
import network.cairn.client.encryption.SegmentMaskKey;
import network.cairn.client.erasure.ErasureCoder;
import network.cairn.client.erasure.ErasureCoders;
import network.cairn.client.placement.NodeScoreboard;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.piece.RangeVerifier;
import network.cairn.proofs.piece.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the wanted frames of one stripe: gathers shares, decodes, decrypts, and where a frame does not open finds
/// out which node lied.
///
/// A node whose bytes do not fit its own piece's root is a liar: it is dropped for the whole download and reported.
/// A node that cannot prove its bytes is doubted: others are preferred, and where there are too few, combinations
/// with the doubted ones are tried, a bounded number of them. A frame's tag is what decides in the end.
final class StripeReader implements Callable<StripeReader.Frames> {
    private static final Logger LOG = LoggerFactory.getLogger(StripeReader.class);
    private static final int COMBINATIONS_MAX = 64;
    private static final byte[] ABSENT = {};

    /// Plaintext of frames, until it is released.
    record Frames(StripeRange range, byte[][] plaintexts, BufferBudget.Lease lease) {
        void release() {
            for (byte[] plaintext : plaintexts) {
                lease.release(plaintext);
            }
        }
    }

    /// What all downloads share.
    record Environment(StorageNetwork network, NodeScoreboard scoreboard, DownloadOptions options, CpuPool cpu) {}

    private final Environment environment;
    private final StripeRange range;
    private final BufferBudget.Lease lease;
    private final FrameCipher cipher;
    private final SegmentMaskKey maskKey;
    private final Set<ActorId> liars;
    private final StripeShares shares;
    private final ErasureCoder coder;
    private final byte[][] plaintexts;
    private final Set<ShareFetch> doubted = new HashSet<>();

    /// @param lease of `range.bufferBytes()`; the reader's to give back
    /// @param liars nodes this download has caught; added to
    StripeReader(
            Environment environment,
            StripeRange range,
            BufferBudget.Lease lease,
            FrameCipher cipher,
            SegmentMaskKey maskKey,
            Set<ActorId> liars) {
        this.environment = environment;
        this.range = range;
        this.lease = lease;
        this.cipher = cipher;
        this.maskKey = maskKey;
        this.liars = liars;
        this.coder = ErasureCoders.of(
                range.segment().scheme().k(), range.segment().scheme().total());
        this.shares = new StripeShares(
                environment.network(), environment.scoreboard(), environment.options(), range, lease, liars);
        this.plaintexts = new byte[range.frames()][];
        for (int i = 0; i < plaintexts.length; i++) {
            plaintexts[i] = lease.take(range.stream().frameBytes());
        }
    }

    @Override
    public Frames call() throws DownloadException, InterruptedException {
        var frames = new Frames(range, plaintexts, lease);
        boolean read = false;
        try {
            read();
            read = true;
            return frames;
        } finally {
            shares.close();
            if (!read) {
                frames.release();
            }
            lease.close();
        }
    }

    private void read() throws DownloadException, InterruptedException {
        while (shares.gather(fetch -> !doubted.contains(fetch))) {
            List<ShareFetch> trusted = shares.present().stream()
                    .filter(fetch -> !doubted.contains(fetch))
                    .toList();
            if (opens(trusted)) {
                return;
            }
            if (trusted.stream().allMatch(fetch -> fetch.proven)) {
                throw new DownloadException("segment " + range.segmentNumber() + " does not decrypt, though the nodes"
                        + " have proven its bytes: the keys are not those it was stored with, or it was damaged"
                        + " before");
            }
            findLiars(trusted.stream().filter(fetch -> !fetch.proven).toList());
        }
        if (!opensWithDoubted()) {
            int needed = range.segment().scheme().k();
            long had = shares.present().stream()
                    .filter(fetch -> !doubted.contains(fetch))
                    .count();
            throw new DownloadException("segment " + range.segmentNumber() + " needs " + needed + " of its pieces, and "
                    + had + " good ones could be read" + shares.problems());
        }
    }

    /// Decodes with these shares and opens every frame; false if one does not open.
    private boolean opens(List<ShareFetch> use) throws InterruptedException {
        byte[][] arrays = new byte[coder.total()][];
        Arrays.fill(arrays, ABSENT);
        boolean[] present = new boolean[arrays.length];
        boolean[] wanted = new boolean[arrays.length];
        unmask(use);
        for (ShareFetch fetch : use) {
            if (fetch.bytes != null) {
                arrays[fetch.piece.index()] = fetch.bytes;
                present[fetch.piece.index()] = true;
            }
        }
        var computed = new ArrayList<byte[]>();
        try {
            for (int i = range.firstShare(); i <= range.lastShare(); i++) {
                if (!present[i]) {
                    arrays[i] = shares.take();
                    computed.add(arrays[i]);
                    wanted[i] = true;
                }
            }
            if (!computed.isEmpty()) {
                environment.cpu().run(() -> coder.reconstruct(arrays, present, wanted, 0, range.columnBytes()));
            }
            boolean[] opened = new boolean[1];
            environment.cpu().run(() -> opened[0] = open(arrays));
            return opened[0];
        } finally {
            computed.forEach(shares::giveBack);
        }
    }

    private void unmask(List<ShareFetch> fetches) throws InterruptedException {
        environment
                .cpu()
                .runAll(fetches.stream()
                        .filter(fetch -> !fetch.unmasked)
                        .<Runnable>map(fetch -> () -> mask(fetch, true))
                        .toList());
    }

    /// Masking and unmasking are the same.
    private void mask(ShareFetch fetch, boolean unmasked) {
        if (fetch.bytes != null && fetch.unmasked != unmasked) {
            PieceMask.of(maskKey, fetch.piece.index()).apply(fetch.bytes, 0, range.columnBytes(), range.pieceOffset());
            fetch.unmasked = unmasked;
        }
    }

    private boolean open(byte[][] arrays) {
        byte[] scratch = ABSENT;
        int shareBytes = range.shareBytes();
        for (int frame = 0; frame < range.frames(); frame++) {
            int position = range.framePosition(frame);
            int length = range.frameBytes(frame);
            int within = position % shareBytes;
            byte[] ciphertext = arrays[position / shareBytes];
            int offset = within - range.columnFrom();
            if (within + length > shareBytes) {
                scratch = scratch.length == 0 ? new byte[range.stream().frameBytes()] : scratch;
                collect(arrays, position, scratch, length);
                ciphertext = scratch;
                offset = 0;
            }
            try {
                cipher.open(
                        range.firstFrame() + frame,
                        range.isLast(frame),
                        ciphertext,
                        offset,
                        length,
                        plaintexts[frame],
                        0);
            } catch (DecryptionException e) {
                LOG.debug("Segment {} stripe {}", range.segment().id(), range.stripe(), e);
                return false;
            }
        }
        return true;
    }

    /// Puts a frame together that lies across shares.
    private void collect(byte[][] arrays, int position, byte[] into, int length) {
        int shareBytes = range.shareBytes();
        int done = 0;
        while (done < length) {
            int at = position + done;
            int run = Math.min(length - done, shareBytes - at % shareBytes);
            System.arraycopy(arrays[at / shareBytes], at % shareBytes - range.columnFrom(), into, done, run);
            done += run;
        }
    }

    /// Asks for proofs of these shares; liars are dropped, those that give no proof are doubted.
    private void findLiars(List<ShareFetch> suspects) throws InterruptedException {
        environment
                .cpu()
                .runAll(suspects.stream()
                        .<Runnable>map(fetch -> () -> mask(fetch, false))
                        .toList());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var proofs = threads.invokeAll(
                    suspects.stream()
                            .<Callable<byte[]>>map(fetch -> () -> proof(fetch))
                            .toList(),
                    environment.options().stallTimeout().toNanos(),
                    TimeUnit.NANOSECONDS);
            for (int i = 0; i < proofs.size(); i++) {
                ShareFetch fetch = suspects.get(i);
                switch (proofs.get(i).state()) {
                    case SUCCESS -> judge(fetch, proofs.get(i).resultNow());
                    case FAILED ->
                        doubt(fetch, String.valueOf(proofs.get(i).exceptionNow().getMessage()));
                    default ->
                        doubt(fetch, "no proof within " + environment.options().stallTimeout());
                }
            }
        }
    }

    private byte[] proof(ShareFetch fetch) throws Exception {
        return environment
                .network()
                .node(fetch.piece.node())
                .prove(range.segment().pieceId(fetch.piece), range.pieceOffset(), range.columnBytes());
    }

    private void judge(ShareFetch fetch, byte[] proof) throws InterruptedException {
        byte[] bytes = fetch.bytes;
        if (bytes == null) {
            return;
        }
        Verdict[] verdict = new Verdict[1];
        environment
                .cpu()
                .run(() -> verdict[0] = RangeVerifier.verify(
                        fetch.piece.root(), range.layout().pieceBytes(), range.pieceOffset(), bytes, proof));
        if (verdict[0] instanceof Verdict.Accepted) {
            fetch.proven = true;
            return;
        }
        ActorId node = fetch.piece.node();
        environment.scoreboard().lied(node);
        if (liars.add(node)) {
            LOG.warn(
                    "Node {} served bytes that are not those of piece {} of segment {}",
                    node,
                    fetch.piece.index(),
                    range.segment().id());
        }
        shares.reject(fetch, "node " + node + ": served bytes that are not those of its piece");
    }

    private void doubt(ShareFetch fetch, String why) {
        environment.scoreboard().failed(fetch.piece.node());
        doubted.add(fetch);
        fetch.problem = "node " + fetch.piece.node() + ": could not prove its bytes: " + why;
    }

    /// Tries combinations of what is trusted with what is doubted.
    private boolean opensWithDoubted() throws InterruptedException {
        List<ShareFetch> trusted = shares.present().stream()
                .filter(fetch -> !doubted.contains(fetch))
                .toList();
        List<ShareFetch> doubtedHere =
                shares.present().stream().filter(doubted::contains).toList();
        int missing = range.segment().scheme().k() - trusted.size();
        if (missing < 0 || missing > doubtedHere.size()) {
            return false;
        }
        int[] choice = new int[missing];
        for (int i = 0; i < missing; i++) {
            choice[i] = i;
        }
        for (int tries = 0; tries < COMBINATIONS_MAX; tries++) {
            var use = new ArrayList<>(trusted);
            for (int i : choice) {
                use.add(doubtedHere.get(i));
            }
            if (opens(use)) {
                return true;
            }
            if (!advance(choice, doubtedHere.size())) {
                return false;
            }
        }
        return false;
    }

    /// Moves on to the next combination in lexical order; false after the last.
    private static boolean advance(int[] choice, int size) {
        for (int i = choice.length - 1; i >= 0; i--) {
            if (choice[i] < size - choice.length + i) {
                choice[i]++;
                for (int j = i + 1; j < choice.length; j++) {
                    choice[j] = choice[j - 1] + 1;
                }
                return true;
            }
        }
        return false;
    }
}
