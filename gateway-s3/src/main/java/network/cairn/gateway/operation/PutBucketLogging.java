package network.cairn.gateway.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import network.cairn.gateway.configuration.LoggingConfiguration;
import network.cairn.gateway.configuration.ObjectLockConfiguration;
import network.cairn.gateway.configuration.RequestPayment;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.policy.ObjectOwnership;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import org.jspecify.annotations.Nullable;

/// PutBucketLogging.
public final class PutBucketLogging implements Operation {
    private final Backend backend;

    public PutBucketLogging(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        LoggingConfiguration configuration = LoggingConfiguration.read(BucketDocuments.body(request));
        LoggingConfiguration.@Nullable Target target = configuration.target();
        if (target == null) {
            BucketDocuments.remove(backend, bucket, BucketSetting.LOGGING);
            return S3Response.empty(200);
        }
        check(bucket, target);
        BucketDocuments.set(
                backend, bucket, BucketSetting.LOGGING, new String(configuration.toXml(), StandardCharsets.UTF_8));
        return S3Response.empty(200);
    }

    private void check(Bucket source, LoggingConfiguration.Target target) throws S3Exception {
        Bucket bucket = backend.metadata().bucket(target.bucket());
        if (bucket == null) {
            throw refused(
                    S3ErrorCode.INVALID_TARGET_BUCKET_FOR_LOGGING,
                    "The target bucket for logging does not exist",
                    target);
        }
        if (!bucket.tenant().equals(source.tenant())) {
            throw refused(
                    S3ErrorCode.INVALID_TARGET_BUCKET_FOR_LOGGING,
                    "The owner for the bucket to be logged and the target bucket must be the same.",
                    target);
        }
        // Logs are written without saying how long they are to be kept, and a bucket that whoever reads pays for may
        // not
        // be written to by the service.
        if (locksByDefault(bucket) || isPaidByRequester(bucket)) {
            throw refused(
                    S3ErrorCode.INVALID_TARGET_BUCKET_FOR_LOGGING,
                    "The target bucket for logging must have neither a default retention nor Requester Pays.",
                    target);
        }
        if (!target.grants().isEmpty() && backend.access().ownership(bucket) == ObjectOwnership.BUCKET_OWNER_ENFORCED) {
            throw refused(
                    S3ErrorCode.INVALID_ARGUMENT,
                    "The target bucket has the bucket owner enforced setting, so TargetGrants cannot be used.",
                    target);
        }
        if (!backend.access().allowsLogDelivery(source, bucket, target.prefix())) {
            throw refused(
                    S3ErrorCode.INVALID_TARGET_BUCKET_FOR_LOGGING,
                    "You must give the log-delivery group WRITE and READ_ACP permissions to the target bucket",
                    target);
        }
    }

    private static boolean locksByDefault(Bucket bucket) throws S3Exception {
        Optional<byte[]> document = BucketDocuments.get(bucket, BucketSetting.OBJECT_LOCK);
        return document.isPresent()
                && ObjectLockConfiguration.read(document.get()).defaultRetention() != null;
    }

    private static boolean isPaidByRequester(Bucket bucket) throws S3Exception {
        Optional<byte[]> document = BucketDocuments.get(bucket, BucketSetting.REQUEST_PAYMENT);
        return document.isPresent() && RequestPayment.read(document.get()) == RequestPayment.REQUESTER;
    }

    private static S3Exception refused(S3ErrorCode code, String message, LoggingConfiguration.Target target) {
        return new S3Exception(code, message).with("TargetBucket", target.bucket());
    }
}
