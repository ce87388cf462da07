package network.cairn.gateway.operation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;
import network.cairn.client.download.DownloadException;
import network.cairn.client.download.StreamDownloader;
import network.cairn.client.encryption.BucketKeys;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.FrameCipher;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.encryption.StreamKeys;
import network.cairn.client.manifest.StoredStream;
import network.cairn.client.upload.StreamUploader;
import network.cairn.client.upload.UploadException;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.s3.S3Exception;

/// The bytes of objects: encrypted and put on the network, or inline into the metadata when they are few, and read
/// back.
///
/// Every stream has a data key of its own, wrapped under its bucket's key with the stream's id as context.
public final class ObjectData {
    /// The most bytes that are kept inline.
    public static final int INLINE_BYTES_MAX = 4096;

    private static final byte[] KEY_CONTEXT = "cairn.gateway.stream.v1".getBytes(StandardCharsets.US_ASCII);
    private static final int PARTS_PAGE_MAX = 500;

    private final MetadataStore metadata;
    private final StreamUploader uploader;
    private final StreamDownloader downloader;
    private final Function<String, MasterKey> masterKeys;
    private final SecureRandom random;

    /// @param masterKeys the master key of a tenant
    public ObjectData(
            MetadataStore metadata,
            StreamUploader uploader,
            StreamDownloader downloader,
            Function<String, MasterKey> masterKeys,
            SecureRandom random) {
        this.metadata = metadata;
        this.uploader = uploader;
        this.downloader = downloader;
        this.masterKeys = masterKeys;
        this.random = random;
    }

    /// Stored bytes that nothing names yet.
    ///
    /// @param md5 of the plaintext, in hexadecimal
    record Stored(StoredData data, String md5, Place place) {}

    /// Stores plaintext to its end. The caller makes something name it, or abandons it.
    ///
    /// @param lengthBytes its length, or `S3Body.LENGTH_UNKNOWN`
    /// @param bytesMax more than that is `EntityTooLarge`
    /// @throws S3Exception `ServiceUnavailable` if the network cannot take it now
    Stored store(Bucket bucket, Place place, InputStream plaintext, long lengthBytes, long bytesMax)
            throws S3Exception, IOException, InterruptedException {
        var stream = StreamId.generate(random);
        var dataKey = DataKey.generate(random);
        BucketKeys bucketKeys = bucketKeys(bucket);
        byte[] wrapped = bucketKeys.wrap(dataKey, keyContext(stream), random);
        var measured = new MeasuredInput(plaintext, bytesMax);
        InputStream input = measured;
        if (lengthBytes <= INLINE_BYTES_MAX) {
            byte[] head = measured.readNBytes(INLINE_BYTES_MAX + 1);
            if (head.length <= INLINE_BYTES_MAX) {
                return new Stored(inline(stream, dataKey, wrapped, head), measured.md5(), place);
            }
            input = new SequenceInputStream(new ByteArrayInputStream(head), measured);
        }
        var journal = metadata.begin(stream, place);
        boolean done = false;
        try {
            StoredStream shape =
                    uploader.upload(input, lengthBytes, new StreamKeys(dataKey, bucketKeys.maskKey()), journal);
            if (measured.read() >= 0) {
                throw new IOException("the upload ended before its plaintext did, at byte " + shape.plaintextBytes());
            }
            done = true;
            return new Stored(StoredData.onNetwork(stream, wrapped, shape), measured.md5(), place);
        } catch (UploadException e) {
            throw Failures.of(e);
        } finally {
            if (!done) {
                metadata.abandon(stream, place);
            }
        }
    }

    /// Gives up bytes that nothing came to name.
    void abandon(Stored stored) {
        if (!stored.data().isInline()) {
            metadata.abandon(stored.data().stream(), stored.place());
        }
    }

    /// Writes a range of an object's bytes, fetched from the network as they go out.
    ///
    /// @throws S3Exception `ServiceUnavailable` if the network cannot serve them now
    void read(Bucket bucket, ObjectRecord object, long offset, long lengthBytes, OutputStream out)
            throws S3Exception, IOException, InterruptedException {
        switch (object.content()) {
            case ObjectContent.Whole(StoredData data) -> read(bucket, data, offset, lengthBytes, out);
            case ObjectContent.Parts(UploadId upload, int _) -> read(bucket, upload, offset, lengthBytes, out);
            case ObjectContent.Deleted _ -> throw new IllegalArgumentException("a delete marker has no bytes");
        }
    }

    private void read(Bucket bucket, UploadId upload, long offset, long lengthBytes, OutputStream out)
            throws S3Exception, IOException, InterruptedException {
        long partStart = 0;
        long end = offset + lengthBytes;
        long position = offset;
        int after = 0;
        while (position < end) {
            List<PartRecord> page = metadata.parts(upload, after, PARTS_PAGE_MAX);
            if (page.isEmpty()) {
                throw new IOException("the parts of upload " + upload + " end at byte " + partStart + ", before byte "
                        + end + ": the object was replaced longer ago than the grace period for readers");
            }
            for (PartRecord part : page) {
                long partEnd = partStart + part.sizeBytes();
                long until = Math.min(partEnd, end);
                if (position < until) {
                    read(bucket, part.data(), position - partStart, until - position, out);
                    position = until;
                }
                partStart = partEnd;
                after = part.number();
            }
        }
    }

    private void read(Bucket bucket, StoredData data, long offset, long lengthBytes, OutputStream out)
            throws S3Exception, IOException, InterruptedException {
        if (lengthBytes == 0) {
            return;
        }
        try {
            BucketKeys bucketKeys = bucketKeys(bucket);
            DataKey dataKey = bucketKeys.unwrap(data.wrappedDataKey(), keyContext(data.stream()));
            byte[] inline = data.inline();
            if (inline != null) {
                byte[] plaintext = new byte[inline.length - FrameCipher.TAG_BYTES];
                FrameCipher.of(dataKey).open(0, true, inline, 0, inline.length, plaintext, 0);
                out.write(plaintext, Math.toIntExact(offset), Math.toIntExact(lengthBytes));
                return;
            }
            downloader.download(
                    data.shape(),
                    number -> metadata.segment(data.stream(), number),
                    new StreamKeys(dataKey, bucketKeys.maskKey()),
                    offset,
                    lengthBytes,
                    out);
        } catch (DownloadException e) {
            throw Failures.of(e);
        } catch (DecryptionException e) {
            throw new IOException("stream " + data.stream() + " does not open: " + e.getMessage(), e);
        }
    }

    private static StoredData inline(StreamId stream, DataKey dataKey, byte[] wrapped, byte[] plaintext) {
        byte[] sealed = new byte[plaintext.length + FrameCipher.TAG_BYTES];
        FrameCipher.of(dataKey).seal(0, true, plaintext, 0, plaintext.length, sealed, 0);
        var shape = new StoredStream(
                plaintext.length, StoredStream.FRAME_BYTES_DEFAULT, StoredStream.SEGMENT_BYTES_MAX_DEFAULT);
        return new StoredData(stream, wrapped, shape, sealed);
    }

    private BucketKeys bucketKeys(Bucket bucket) {
        return masterKeys.apply(bucket.tenant()).bucketKeys(bucket.id().toString());
    }

    private static byte[] keyContext(StreamId stream) {
        byte[] id = stream.toBytes();
        byte[] context = new byte[KEY_CONTEXT.length + id.length];
        System.arraycopy(KEY_CONTEXT, 0, context, 0, KEY_CONTEXT.length);
        System.arraycopy(id, 0, context, KEY_CONTEXT.length, id.length);
        return context;
    }
}
