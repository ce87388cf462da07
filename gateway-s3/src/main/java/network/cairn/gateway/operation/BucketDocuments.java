package network.cairn.gateway.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;

/// The documents that say what is set of a bucket.
final class BucketDocuments {
    private BucketDocuments() {}

    /// The document that a request sends.
    ///
    /// @throws S3Exception `MissingRequestBodyError`, `MaxMessageLengthExceeded`
    static byte[] body(S3Request request) throws S3Exception, IOException {
        byte[] body = request.body().readAll(ObjectLimits.SETTING_BYTES_MAX);
        if (body.length == 0) {
            throw new S3Exception(S3ErrorCode.MISSING_REQUEST_BODY);
        }
        return body;
    }

    static Optional<byte[]> get(Bucket bucket, BucketSetting setting) {
        return bucket.settings().get(setting).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] get(Bucket bucket, BucketSetting setting, byte[] otherwise) {
        return get(bucket, setting).orElse(otherwise);
    }

    /// @throws S3Exception with this code where nothing is set
    static byte[] required(Bucket bucket, BucketSetting setting, S3ErrorCode missing) throws S3Exception {
        Optional<byte[]> document = get(bucket, setting);
        if (document.isEmpty()) {
            throw new S3Exception(missing).with("BucketName", bucket.name());
        }
        return document.get();
    }

    static void set(Backend backend, Bucket bucket, BucketSetting setting, byte[] document) throws S3Exception {
        set(backend, bucket, setting, new String(document, StandardCharsets.UTF_8));
    }

    /// @throws S3Exception `MaxMessageLengthExceeded` where it is too long as it is written here, which can be
    ///     longer than what the client sent: it is never to be kept, as the bucket could not be read any more
    static void set(Backend backend, Bucket bucket, BucketSetting setting, String document) throws S3Exception {
        if (document.getBytes(StandardCharsets.UTF_8).length > BucketSettings.DOCUMENT_BYTES_MAX) {
            throw new S3Exception(S3ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED)
                    .with("MaxMessageLengthBytes", Integer.toString(BucketSettings.DOCUMENT_BYTES_MAX));
        }
        try {
            backend.metadata().updateSettings(bucket, now -> now.settings().with(setting, document));
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
    }

    static void remove(Backend backend, Bucket bucket, BucketSetting setting) throws S3Exception {
        try {
            backend.metadata().updateSettings(bucket, now -> now.settings().without(setting));
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
    }
}
