package network.cairn.client;

import java.time.Duration;
import network.cairn.client.download.DownloadOptions;
import network.cairn.client.placement.HealthOptions;
import network.cairn.client.upload.UploadOptions;

/// All limits of a client.
///
/// @param cpuThreads threads for coding, masking and hashing
/// @param deleteTimeout a node that has not confirmed a deletion after this long keeps its piece
/// @param deleteConcurrencyMax deletions under way at once
public record ClientOptions(
        UploadOptions upload,
        DownloadOptions download,
        HealthOptions health,
        int cpuThreads,
        Duration deleteTimeout,
        int deleteConcurrencyMax) {
    public ClientOptions {
        if (cpuThreads < 1) {
            throw new IllegalArgumentException("cpuThreads must be positive, not " + cpuThreads);
        }
    }

    /// The defaults of each, a thread for every core, deletions of at most 10 s, 64 at once.
    public static ClientOptions defaults() {
        return new ClientOptions(
                UploadOptions.DEFAULT,
                DownloadOptions.DEFAULT,
                HealthOptions.DEFAULT,
                Runtime.getRuntime().availableProcessors(),
                Duration.ofSeconds(10),
                64);
    }

    public ClientOptions withUpload(UploadOptions upload) {
        return new ClientOptions(upload, download, health, cpuThreads, deleteTimeout, deleteConcurrencyMax);
    }

    public ClientOptions withDownload(DownloadOptions download) {
        return new ClientOptions(upload, download, health, cpuThreads, deleteTimeout, deleteConcurrencyMax);
    }

    public ClientOptions withHealth(HealthOptions health) {
        return new ClientOptions(upload, download, health, cpuThreads, deleteTimeout, deleteConcurrencyMax);
    }
}
