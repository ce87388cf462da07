package network.cairn.client.download;

import java.io.IOException;
import java.io.OutputStream;
import network.cairn.client.encryption.StreamKeys;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.StoredStream;

/// Reads a range of a stored stream: fetches any k pieces, decodes, verifies and decrypts in bounded memory.
///
/// Blocking, for virtual threads; safe for use by many at once. Only bytes whose frame's tag was right are written out.
public interface StreamDownloader {
    /// Writes `lengthBytes` of plaintext from `offset` to `out`, in order, as they come.
    ///
    /// @param segments where to find the stream's segments; asked for each as it is needed
    /// @throws DownloadException if too few good pieces could be had; what was written before stands
    /// @throws IOException if writing to `out` failed, as it was thrown
    void download(
            StoredStream stream,
            SegmentSource segments,
            StreamKeys keys,
            long offset,
            long lengthBytes,
            OutputStream out)
            throws DownloadException, IOException, InterruptedException;

    /// The segments of a stream by number.
    @FunctionalInterface
    interface SegmentSource {
        SegmentManifest segment(int number);
    }
}
