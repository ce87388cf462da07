package network.cairn.gateway.operation;

import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetBucketAcl: all control is the owner's.
public final class GetBucketAcl implements Operation {
    private final Backend backend;

    public GetBucketAcl(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        return S3Response.xml(200, Owner.policy(backend.bucket(request).tenant()));
    }
}
