package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetBucketLifecycleConfiguration.
public final class GetBucketLifecycle implements Operation {
    private final Backend backend;

    public GetBucketLifecycle(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        byte[] document =
                BucketDocuments.required(bucket, BucketSetting.LIFECYCLE, S3ErrorCode.NO_SUCH_LIFECYCLE_CONFIGURATION);
        return S3Response.xml(200, document)
                .withHeader(PutBucketLifecycle.TRANSITION_SIZE_HEADER, PutBucketLifecycle.TRANSITION_SIZE_DEFAULT);
    }
}
