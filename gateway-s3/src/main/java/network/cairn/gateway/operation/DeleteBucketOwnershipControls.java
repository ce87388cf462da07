package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// DeleteBucketOwnershipControls: back to what the gateway gives new buckets.
public final class DeleteBucketOwnershipControls implements Operation {
    private final Backend backend;

    public DeleteBucketOwnershipControls(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        BucketDocuments.remove(backend, bucket, BucketSetting.OWNERSHIP_CONTROLS);
        return S3Response.empty(204);
    }
}
