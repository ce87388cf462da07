package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.configuration.ReplicationConfiguration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutBucketReplication: refused, as buckets are not replicated.
public final class PutBucketReplication implements Operation {
    private final Backend backend;

    public PutBucketReplication(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        ReplicationConfiguration.refuse(BucketDocuments.body(request));
        throw new S3Exception(S3ErrorCode.NOT_IMPLEMENTED, "Bucket " + bucket.name() + " cannot be replicated here.");
    }
}
