package network.cairn.client;

import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import network.cairn.client.budget.BufferBudget;
import network.cairn.client.budget.CpuPool;
import network.cairn.client.download.NetworkDownloader;
import network.cairn.client.download.StreamDownloader;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.placement.HealthMonitor;
import network.cairn.client.placement.NodeScoreboard;
import network.cairn.client.placement.Placement;
import network.cairn.client.release.SegmentRelease;
import network.cairn.client.repair.SegmentRepair;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.client.upload.NetworkUploader;
import network.cairn.client.upload.StreamUploader;
import network.cairn.client.upload.UploadOptions;
import network.cairn.proofs.id.ActorId;

/// A client of one storage network: what stores, reads, repairs and releases streams on it, sharing memory and
/// cores.
///
/// Safe for use by many threads. The network remains its caller's to close.
public final class CairnClient implements AutoCloseable {
    private final BufferBudget uploadBuffers;
    private final BufferBudget downloadBuffers;
    private final CpuPool cpu;
    private final ScheduledThreadPoolExecutor timer;
    private final UploadOptions uploadOptions;
    private final Function<UploadOptions, StreamUploader> uploaders;
    private final StreamUploader uploader;
    private final StreamDownloader downloader;
    private final SegmentRepair repairer;
    private final SegmentRelease releaser;
    private final HealthMonitor health;

    private CairnClient(
            StorageNetwork network,
            Scheme scheme,
            ClientOptions options,
            Predicate<ActorId> takesPieces,
            InstantSource clock,
            RandomGenerator random) {
        options.upload().checkFits(scheme);
        options.download().checkFits(scheme, options.upload().shareBytesMax());
        var scoreboard = new NodeScoreboard(clock);
        var placement = new Placement(network, scoreboard, takesPieces);
        int shareBytesMax = options.upload().shareBytesMax();
        this.uploadBuffers = new BufferBudget(options.upload().bufferBytesMax(), shareBytesMax);
        this.downloadBuffers = new BufferBudget(options.download().bufferBytesMax(), shareBytesMax);
        this.cpu = CpuPool.ofThreads(options.cpuThreads());
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("cairn-progress").factory());
        timer.setRemoveOnCancelPolicy(true);
        this.repairer = new SegmentRepair(
                network,
                placement,
                scoreboard,
                uploadBuffers,
                cpu,
                options.upload().stallTimeout(),
                random);
        this.uploadOptions = options.upload();
        this.uploaders = upload -> new NetworkUploader(
                network, scheme, upload, placement, scoreboard, uploadBuffers, cpu, repairer, random, timer);
        this.uploader = uploaders.apply(uploadOptions);
        this.downloader = new NetworkDownloader(network, options.download(), scoreboard, downloadBuffers, cpu);
        this.releaser = new SegmentRelease(network, options.deleteTimeout(), options.deleteConcurrencyMax());
        this.health = new HealthMonitor(network, scoreboard, options.health(), clock);
    }

    /// A client that stores under this scheme and reads under any.
    ///
    /// @param random chooses segment ids and nodes; safe for use by many threads, and outside of tests a
    ///     `SecureRandom`
    /// @throws IllegalArgumentException if one stripe of the scheme does not fit the upload buffers
    public static CairnClient create(
            StorageNetwork network, Scheme scheme, ClientOptions options, InstantSource clock, RandomGenerator random) {
        return create(network, scheme, options, _ -> true, clock, random);
    }

    /// The same, that prefers some nodes for new pieces.
    ///
    /// @param takesPieces false for nodes that get new pieces only where there are too few others
    public static CairnClient create(
            StorageNetwork network,
            Scheme scheme,
            ClientOptions options,
            Predicate<ActorId> takesPieces,
            InstantSource clock,
            RandomGenerator random) {
        return new CairnClient(network, scheme, options, takesPieces, clock, random);
    }

    public StreamUploader uploader() {
        return uploader;
    }

    /// An uploader of streams in frames of this size, which shares memory and cores with the other. A frame is the
    /// least that is read, and costs 16 bytes and a little time.
    ///
    /// @throws IllegalArgumentException unless it divides the shares' length and is a multiple of 1,024
    public StreamUploader uploader(int frameBytes) {
        return uploaders.apply(uploadOptions.withFrameBytes(frameBytes));
    }

    public StreamDownloader downloader() {
        return downloader;
    }

    public SegmentRepair repairer() {
        return repairer;
    }

    public SegmentRelease releaser() {
        return releaser;
    }

    /// The nodes' health, asked at an interval once {@link HealthMonitor#start()} was called.
    public HealthMonitor health() {
        return health;
    }

    /// The memory that uploads and repairs share.
    public BufferBudget uploadBuffers() {
        return uploadBuffers;
    }

    /// The memory that downloads share.
    public BufferBudget downloadBuffers() {
        return downloadBuffers;
    }

    /// Stops the health checks and the threads of its own. Uploads and downloads under way must have ended.
    @Override
    public void close() {
        health.close();
        timer.shutdownNow();
        cpu.close();
    }
}
