package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.configuration.ObjectLockConfiguration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutObjectLockConfiguration: for buckets that were made with object lock, or keep versions.
public final class PutObjectLockConfiguration implements Operation {
    private final Backend backend;

    public PutObjectLockConfiguration(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        ObjectLockConfiguration configuration = ObjectLockConfiguration.read(BucketDocuments.body(request));
        if (bucket.settings().versioning() != Versioning.ENABLED) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_BUCKET_STATE,
                    "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
        }
        BucketDocuments.set(backend, bucket, BucketSetting.OBJECT_LOCK, configuration.toXml());
        return S3Response.empty(200);
    }
}
