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
    /// For plaintext whose length its caller does not know.
    long LENGTH_UNKNOWN = -1;

    /// Reads the plaintext to its end and stores it.
    ///
    /// A node must be told a piece's length before its first byte. Plaintext of known length is cut into
    /// full segments; of unknown length, into segments of one stripe, the most that is buffered: more
    /// entries in the journal, and more exchanges. Name the length where it is known.
    ///
    /// @param plaintextBytes its exact length, or {@link #LENGTH_UNKNOWN}
    /// @param journal told of every piece and segment, by the calling thread only
    /// @throws UploadException if the network could not take it; nothing of the plaintext is at fault
    /// @throws IOException if reading the plaintext failed, as it was thrown, or if its length was not as
    ///     named
    StoredStream upload(InputStream plaintext, long plaintextBytes, StreamKeys keys, SegmentJournal journal)
            throws UploadException, IOException, InterruptedException;

    /// Reads plaintext of unknown length to its end and stores it.
    default StoredStream upload(InputStream plaintext, StreamKeys keys, SegmentJournal journal)
            throws UploadException, IOException, InterruptedException {
        return upload(plaintext, LENGTH_UNKNOWN, keys, journal);
    }
}
