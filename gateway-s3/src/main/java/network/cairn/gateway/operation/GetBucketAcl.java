package network.cairn.gateway.operation;

import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.AclDocument;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetBucketAcl: the list that is in force.
public final class GetBucketAcl implements Operation {
    private final Backend backend;

    public GetBucketAcl(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        Acl acl = backend.access().shown(backend.access().acl(bucket), bucket);
        return S3Response.xml(200, AclDocument.write(acl));
    }
}
