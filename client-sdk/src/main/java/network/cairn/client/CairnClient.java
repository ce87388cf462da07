package network.cairn.client;

import network.cairn.client.download.StreamDownloader;
import network.cairn.client.placement.HealthMonitor;
import network.cairn.client.release.SegmentRelease;
import network.cairn.client.upload.StreamUploader;

/// A client of one storage network: what stores, reads and releases streams on it, sharing memory and cores.
public interface CairnClient extends AutoCloseable {
    StreamUploader uploader();

    StreamDownloader downloader();

    SegmentRelease releaser();

    /// The nodes' health, asked at an interval once {@link HealthMonitor#start()} was called.
    HealthMonitor health();

    /// Stops the health checks and the threads of its own. Uploads and downloads under way must have ended.
    @Override
    void close();
}
