package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetBucketReplication: buckets are not replicated; each object is on many nodes anyway.
public final class GetBucketReplication implements Operation {
    private final Backend backend;

    public GetBucketReplication(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        throw new S3Exception(S3ErrorCode.REPLICATION_CONFIGURATION_NOT_FOUND).with("BucketName", bucket.name());
    }
}
