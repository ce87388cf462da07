package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// DeletePublicAccessBlock.
public final class DeletePublicAccessBlock implements Operation {
    private final Backend backend;

    public DeletePublicAccessBlock(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        BucketDocuments.remove(backend, bucket, BucketSetting.PUBLIC_ACCESS_BLOCK);
        return S3Response.empty(204);
    }
}
