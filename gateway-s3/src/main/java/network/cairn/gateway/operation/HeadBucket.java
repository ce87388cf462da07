package network.cairn.gateway.operation;

import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// HeadBucket.
public final class HeadBucket implements Operation {
    private final Backend backend;

    public HeadBucket(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        return S3Response.empty(200)
                .withHeader("x-amz-bucket-region", backend.bucket(request).region());
    }
}
