package network.cairn.client.upload;

import java.io.IOException;
import java.io.InputStream;
import network.cairn.client.encryption.StreamKeys;
import network.cairn.client.manifest.StoredStream;

/// Stores one stream of plaintext on the network: encrypts, cuts, codes, masks and sends it in bounded memory.
///
/// Blocking, for virtual threads; safe for use by many at once. When it returns, every segment has been told to the
/// journal as stored and at least `success` of its pieces are durable. When it throws, what the journal was told of is
/// the caller's to release.
public interface StreamUploader {
    /// Reads the plaintext to its end and stores it.
    ///
    /// @throws UploadException if the network could not take it; nothing of the plaintext is at fault
    /// @throws IOException if reading the plaintext failed, as it was thrown
    StoredStream upload(InputStream plaintext, StreamKeys keys, SegmentJournal journal)
            throws UploadException, IOException, InterruptedException;
}
