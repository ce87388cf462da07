package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// DeleteBucketReplication: there is none to delete, which S3 does not mind.
public final class DeleteBucketReplication implements Operation {
    private final Backend backend;

    public DeleteBucketReplication(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        return S3Response.empty(204).withHeader("x-amz-bucket-region", bucket.region());
    }
}
