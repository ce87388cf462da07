package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetObjectLockConfiguration.
public final class GetObjectLockConfiguration implements Operation {
    private final Backend backend;

    public GetObjectLockConfiguration(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        return S3Response.xml(
                200,
                BucketDocuments.required(
                        bucket, BucketSetting.OBJECT_LOCK, S3ErrorCode.OBJECT_LOCK_CONFIGURATION_NOT_FOUND));
    }
}
