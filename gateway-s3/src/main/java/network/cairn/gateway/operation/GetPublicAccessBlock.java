package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetPublicAccessBlock.
public final class GetPublicAccessBlock implements Operation {
    private final Backend backend;

    public GetPublicAccessBlock(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        return S3Response.xml(
                200,
                BucketDocuments.required(
                        bucket,
                        BucketSetting.PUBLIC_ACCESS_BLOCK,
                        S3ErrorCode.NO_SUCH_PUBLIC_ACCESS_BLOCK_CONFIGURATION));
    }
}
