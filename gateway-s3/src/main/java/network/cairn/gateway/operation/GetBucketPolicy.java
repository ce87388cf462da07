package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetBucketPolicy: the text as it was put.
public final class GetBucketPolicy implements Operation {
    private final Backend backend;

    public GetBucketPolicy(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        byte[] document = BucketDocuments.required(bucket, BucketSetting.POLICY, S3ErrorCode.NO_SUCH_BUCKET_POLICY);
        return S3Response.bytes(200, document).withHeader("Content-Type", "application/json");
    }
}
