package network.cairn.gateway.operation;

import java.time.Instant;
import java.util.Optional;
import network.cairn.gateway.configuration.LegalHold;
import network.cairn.gateway.configuration.ObjectLockConfiguration;
import network.cairn.gateway.configuration.RequestedLock;
import network.cairn.gateway.configuration.Retention;
import network.cairn.gateway.configuration.RetentionMode;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectLock;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Response;

/// Locks as records keep them, and as S3's headers and documents have them.
final class ObjectLocks {
    private ObjectLocks() {}

    /// @throws S3Exception `InvalidRequest` where the bucket has no object lock
    static void require(Bucket bucket) throws S3Exception {
        if (bucket.settings().get(BucketSetting.OBJECT_LOCK).isEmpty()) {
            throw new S3Exception(S3ErrorCode.INVALID_REQUEST, "Bucket is missing Object Lock Configuration")
                    .with("BucketName", bucket.name());
        }
    }

    /// The lock that a request's headers ask for a version it makes, or else the bucket's default.
    ///
    /// @throws S3Exception `InvalidArgument`, `InvalidRequest`
    static ObjectLock ofHeaders(S3Headers headers, Bucket bucket, Instant now) throws S3Exception {
        RequestedLock asked = RequestedLock.ofHeaders(headers, now);
        if (!asked.equals(RequestedLock.NONE)) {
            require(bucket);
        }
        Optional<byte[]> document = BucketDocuments.get(bucket, BucketSetting.OBJECT_LOCK);
        RequestedLock lock =
                document.isEmpty() ? asked : asked.orDefault(ObjectLockConfiguration.read(document.get()), now);
        ObjectLock stored = withRetention(ObjectLock.NONE, Optional.ofNullable(lock.retention()));
        LegalHold hold = lock.legalHold();
        return hold == null ? stored : stored.withLegalHold(hold == LegalHold.ON);
    }

    static ObjectLock withRetention(ObjectLock lock, Optional<Retention> retention) {
        if (retention.isEmpty()) {
            return lock.withRetention(ObjectLock.Mode.NONE, null);
        }
        ObjectLock.Mode mode = retention.get().mode() == RetentionMode.COMPLIANCE
                ? ObjectLock.Mode.COMPLIANCE
                : ObjectLock.Mode.GOVERNANCE;
        return lock.withRetention(mode, retention.get().until());
    }

    static Optional<Retention> retention(ObjectLock lock) {
        Instant until = lock.retainUntil();
        if (until == null) {
            return Optional.empty();
        }
        RetentionMode mode =
                lock.mode() == ObjectLock.Mode.COMPLIANCE ? RetentionMode.COMPLIANCE : RetentionMode.GOVERNANCE;
        return Optional.of(new Retention(mode, until));
    }

    static S3Response addHeaders(S3Response response, ObjectAttributes attributes) {
        ObjectLock lock = attributes.lock();
        Optional<Retention> retention = retention(lock);
        S3Response with = response;
        if (retention.isPresent()) {
            with = with.withHeader(
                            "x-amz-object-lock-mode", retention.get().mode().name())
                    .withHeader(
                            "x-amz-object-lock-retain-until-date",
                            retention.get().untilHeader());
        }
        return lock.legalHoldSet()
                ? with.withHeader("x-amz-object-lock-legal-hold", lock.legalHold() ? "ON" : "OFF")
                : with;
    }
}
