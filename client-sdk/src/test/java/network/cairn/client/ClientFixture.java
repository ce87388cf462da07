package network.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import network.cairn.client.download.DownloadException;
import network.cairn.client.download.DownloadOptions;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.MaskKey;
import network.cairn.client.encryption.StreamKeys;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.manifest.StoredStream;
import network.cairn.client.transport.InMemoryStorageNetwork;
import network.cairn.client.transport.InMemoryStorageNode;
import network.cairn.client.upload.StreamUploader;
import network.cairn.client.upload.UploadException;
import network.cairn.client.upload.UploadOptions;

/// A client over an in-memory network with small frames, shares and segments, so that few bytes cross many borders.
final class ClientFixture implements AutoCloseable {
    static final int FRAME_BYTES = 1024;
    static final int SHARE_BYTES = 2 * FRAME_BYTES;
    static final int SEGMENT_BYTES = 21 * FRAME_BYTES;
    static final Scheme SCHEME = new Scheme(4, 5, 6, 6);
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    static final UploadOptions UPLOAD = new UploadOptions(
            FRAME_BYTES, SHARE_BYTES, SEGMENT_BYTES, 2, 1 << 20, Duration.ofMillis(400), Duration.ofMillis(400));
    static final DownloadOptions DOWNLOAD =
            new DownloadOptions(3, 1 << 20, Duration.ofMillis(400), Duration.ofMillis(20), Duration.ofMillis(100), 2);
    static final ClientOptions OPTIONS =
            ClientOptions.defaults().withUpload(UPLOAD).withDownload(DOWNLOAD);

    /// What was stored, and what is needed to read it.
    record Stored(StoredStream stream, RecordingJournal journal, StreamKeys keys, byte[] plaintext) {}

    final long seed;
    final Random random;
    final InMemoryStorageNetwork network;
    final CairnClient client;

    ClientFixture(long seed, int nodes) {
        this(seed, nodes, SCHEME, OPTIONS);
    }

    ClientFixture(long seed, int nodes, Scheme scheme, ClientOptions options) {
        this.seed = seed;
        this.random = new Random(seed);
        this.network = new InMemoryStorageNetwork(nodes, CLOCK);
        this.client = CairnClient.create(network, scheme, options, CLOCK, new Random(seed + 1));
    }

    byte[] plaintext(int bytes) {
        byte[] plaintext = new byte[bytes];
        random.nextBytes(plaintext);
        return plaintext;
    }

    static StreamKeys keys() {
        var random = new SecureRandom();
        return new StreamKeys(DataKey.generate(random), MaskKey.generate(random));
    }

    Stored store(byte[] plaintext) throws UploadException, IOException, InterruptedException {
        return store(plaintext, plaintext.length);
    }

    Stored storeOfUnknownLength(byte[] plaintext) throws UploadException, IOException, InterruptedException {
        return store(plaintext, StreamUploader.LENGTH_UNKNOWN);
    }

    private Stored store(byte[] plaintext, long declared) throws UploadException, IOException, InterruptedException {
        var journal = new RecordingJournal();
        StreamKeys keys = keys();
        StoredStream stream = client.uploader().upload(new ByteArrayInputStream(plaintext), declared, keys, journal);
        assertThat(stream.plaintextBytes()).isEqualTo(plaintext.length);
        assertThat(journal.segments()).hasSize(stream.segments());
        return new Stored(stream, journal, keys, plaintext);
    }

    byte[] read(Stored stored, long offset, long lengthBytes)
            throws DownloadException, IOException, InterruptedException {
        var out = new ByteArrayOutputStream();
        client.downloader()
                .download(
                        stored.stream(),
                        number -> stored.journal().segments().get(number),
                        stored.keys(),
                        offset,
                        lengthBytes,
                        out);
        return out.toByteArray();
    }

    byte[] read(Stored stored) throws DownloadException, IOException, InterruptedException {
        return read(stored, 0, stored.plaintext().length);
    }

    /// What must hold whenever nothing is under way.
    void assertNothingLeaks() {
        assertThat(client.uploadBuffers().inUseBytes())
                .as("upload buffers, seed %d", seed)
                .isZero();
        assertThat(client.downloadBuffers().inUseBytes())
                .as("download buffers, seed %d", seed)
                .isZero();
        assertThat(client.uploadBuffers().highWaterBytes())
                .isLessThanOrEqualTo(client.uploadBuffers().bytesMax());
        assertThat(client.downloadBuffers().highWaterBytes())
                .isLessThanOrEqualTo(client.downloadBuffers().bytesMax());
        for (InMemoryStorageNode node : network.all()) {
            assertThat(node.exchangesOpen()).as("open exchanges, seed %d", seed).isZero();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
