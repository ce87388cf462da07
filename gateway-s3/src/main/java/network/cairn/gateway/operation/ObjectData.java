package network.cairn.gateway.operation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import network.cairn.client.download.DownloadException;
import network.cairn.client.download.StreamDownloader;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.FrameCipher;
import network.cairn.client.encryption.MaskKey;
import network.cairn.client.encryption.StreamKeys;
import network.cairn.client.manifest.StoredStream;
import network.cairn.client.upload.StreamUploader;
import network.cairn.client.upload.UploadException;
import network.cairn.gateway.configuration.CustomerKey;
import network.cairn.gateway.kms.CustomerKeyException;
import network.cairn.gateway.kms.KeyProtection;
import network.cairn.gateway.kms.KeyProtections;
import network.cairn.gateway.kms.KeyRecovery;
import network.cairn.gateway.kms.KeyServiceException;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectEncryption;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PackSlot;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.pack.SmallObjects;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// The bytes of objects: encrypted and put on the network, alone or in a pack, or inline into the metadata when
/// they are few, and read back.
///
/// Every stream has a data key of its own, wrapped as the caller's protection says, and unwrapped when it
/// is opened.
public final class ObjectData {
    /// The most bytes that are kept inline.
    public static final int INLINE_BYTES_MAX = 4096;

    private static final int PARTS_PAGE_MAX = 500;

    private final MetadataStore metadata;
    private final StreamUploader uploader;
    private final StreamDownloader downloader;
    private final SmallObjects smallObjects;
    private final KeyProtections protections;
    private final SecureRandom random;

    /// @param smallObjects stores and reads what is put into packs
    /// @param protections of data keys
    public ObjectData(
            MetadataStore metadata,
            StreamUploader uploader,
            StreamDownloader downloader,
            SmallObjects smallObjects,
            KeyProtections protections,
            SecureRandom random) {
        this.metadata = metadata;
        this.uploader = uploader;
        this.downloader = downloader;
        this.smallObjects = smallObjects;
        this.protections = protections;
        this.random = random;
    }

    /// How data keys can be protected.
    KeyProtections protections() {
        return protections;
    }

    /// Stored bytes that nothing names yet.
    ///
    /// @param md5 of the plaintext, in hexadecimal
    record Stored(StoredData data, String md5, Place place) {}

    /// Stores plaintext to its end. The caller makes something name it, or abandons it.
    ///
    /// @param lengthBytes its length, or `S3Body.LENGTH_UNKNOWN`
    /// @param bytesMax more than that is `EntityTooLarge`
    /// @param protection of its data key
    /// @throws S3Exception `ServiceUnavailable` if the network cannot take it now; what the key service
    ///     refuses
    Stored store(
            Bucket bucket,
            Place place,
            InputStream plaintext,
            long lengthBytes,
            long bytesMax,
            KeyProtection protection)
            throws S3Exception, IOException, InterruptedException {
        var stream = StreamId.generate(random);
        var dataKey = DataKey.generate(random);
        byte[] wrapped = wrap(protection, dataKey, stream);
        var measured = new MeasuredInput(plaintext, bytesMax);
        InputStream input = measured;
        if (lengthBytes <= INLINE_BYTES_MAX) {
            byte[] head = measured.readNBytes(INLINE_BYTES_MAX + 1);
            if (head.length <= INLINE_BYTES_MAX) {
                return new Stored(inline(stream, dataKey, wrapped, head), measured.md5(), place);
            }
            input = new SequenceInputStream(new ByteArrayInputStream(head), measured);
        }
        StoredData packed = pack(bucket, place, stream, dataKey, wrapped, input, lengthBytes);
        if (packed != null) {
            return new Stored(packed, measured.md5(), place);
        }
        var journal = metadata.begin(stream, place);
        boolean done = false;
        try {
            StoredStream shape = uploader.upload(input, lengthBytes, new StreamKeys(dataKey, maskKey(bucket)), journal);
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

    /// @return null, with nothing read, where it is not for packs or they have no room now
    private @Nullable StoredData pack(
            Bucket bucket,
            Place place,
            StreamId stream,
            DataKey dataKey,
            byte[] wrapped,
            InputStream input,
            long lengthBytes)
            throws S3Exception, IOException, InterruptedException {
        try {
            return smallObjects.store(bucket, place, stream, dataKey, wrapped, input, lengthBytes);
        } catch (UploadException e) {
            throw Failures.of(e);
        }
    }

    /// Gives up bytes that nothing came to name.
    void abandon(Stored stored) {
        PackSlot slot = stored.data().slot();
        if (slot != null) {
            metadata.packs().abandon(slot.pack(), stored.data().stream(), stored.place());
        } else if (!stored.data().isInline()) {
            metadata.abandon(stored.data().stream(), stored.place());
        }
    }

    /// Writes a range of an object's bytes, fetched from the network as they go out.
    ///
    /// @param recovery of its data keys
    /// @throws S3Exception `ServiceUnavailable` if the network cannot serve them now; what is wrong with a
    ///     customer's key; what the key service refuses
    void read(Bucket bucket, ObjectRecord object, long offset, long lengthBytes, OutputStream out, KeyRecovery recovery)
            throws S3Exception, IOException, InterruptedException {
        switch (object.content()) {
            case ObjectContent.Whole(StoredData data) -> read(bucket, data, offset, lengthBytes, out, recovery);
            case ObjectContent.Parts(UploadId upload, int _) ->
                read(bucket, upload, offset, lengthBytes, out, recovery);
            case ObjectContent.Deleted _ -> throw new IllegalArgumentException("a delete marker has no bytes");
        }
    }

    /// How the data keys of an object are recovered with what a request brings. A customer's key is tried
    /// at once, so that a wrong one is refused where no byte is read: because there is none, or only
    /// headers are asked for. The key service is not asked before a byte is read.
    ///
    /// @param customerKey that came with the request
    /// @throws S3Exception `AccessDenied` for a wrong key, `InvalidRequest` for a missing or a needless one
    KeyRecovery recovery(Bucket bucket, ObjectRecord object, Optional<CustomerKey> customerKey)
            throws S3Exception, IOException, InterruptedException {
        boolean isCustomers = object.attributes().encryption().kind() == ObjectEncryption.Kind.CUSTOMER;
        if (!isCustomers && customerKey.isPresent()) {
            throw Failures.of(new CustomerKeyException(CustomerKeyException.Reason.NOT_APPLICABLE));
        }
        KeyRecovery recovery = protections.reading(bucket, customerKey);
        if (isCustomers) {
            for (StoredData first : firstData(object)) {
                unwrap(recovery, first);
            }
        }
        return recovery;
    }

    private List<StoredData> firstData(ObjectRecord object) {
        return switch (object.content()) {
            case ObjectContent.Whole(StoredData data) -> List.of(data);
            case ObjectContent.Parts(UploadId upload, int _) ->
                metadata.parts(upload, 0, 1).stream().map(PartRecord::data).toList();
            case ObjectContent.Deleted _ -> List.of();
        };
    }

    private void read(
            Bucket bucket, UploadId upload, long offset, long lengthBytes, OutputStream out, KeyRecovery recovery)
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
                    read(bucket, part.data(), position - partStart, until - position, out, recovery);
                    position = until;
                }
                partStart = partEnd;
                after = part.number();
            }
        }
    }

    private void read(
            Bucket bucket, StoredData data, long offset, long lengthBytes, OutputStream out, KeyRecovery recovery)
            throws S3Exception, IOException, InterruptedException {
        if (lengthBytes == 0) {
            return;
        }
        try {
            DataKey dataKey = unwrap(recovery, data);
            byte[] inline = data.inline();
            if (inline != null) {
                byte[] plaintext = new byte[inline.length - FrameCipher.TAG_BYTES];
                FrameCipher.of(dataKey).open(0, true, inline, 0, inline.length, plaintext, 0);
                out.write(plaintext, Math.toIntExact(offset), Math.toIntExact(lengthBytes));
                return;
            }
            PackSlot slot = data.slot();
            if (slot != null) {
                smallObjects.read(data.shape(), dataKey, slot, offset, lengthBytes, out);
                return;
            }
            downloader.download(
                    data.shape(),
                    number -> metadata.segment(data.stream(), number),
                    new StreamKeys(dataKey, maskKey(bucket)),
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

    private MaskKey maskKey(Bucket bucket) {
        return protections.bucketKeys(bucket).maskKey();
    }

    private static byte[] wrap(KeyProtection protection, DataKey dataKey, StreamId stream)
            throws S3Exception, InterruptedException {
        try {
            return protection.wrap(dataKey, stream);
        } catch (KeyServiceException e) {
            throw Failures.of(e);
        }
    }

    private static DataKey unwrap(KeyRecovery recovery, StoredData data)
            throws S3Exception, IOException, InterruptedException {
        try {
            return recovery.unwrap(data.wrappedDataKey(), data.stream());
        } catch (CustomerKeyException e) {
            throw Failures.of(e);
        } catch (KeyServiceException e) {
            throw Failures.of(e);
        } catch (DecryptionException e) {
            throw new IOException("the data key of stream " + data.stream() + " does not open: " + e.getMessage(), e);
        }
    }
}
