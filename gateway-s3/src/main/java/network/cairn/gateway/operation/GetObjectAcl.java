package network.cairn.gateway.operation;

import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.AclDocument;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetObjectAcl: the list that is in force.
public final class GetObjectAcl implements Operation {
    private final Backend backend;

    public GetObjectAcl(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Backend.Found found = backend.object(request);
        Bucket bucket = found.bucket();
        Acl acl = backend.access().shown(Access.acl(found.object(), bucket), bucket);
        S3Response response = S3Response.xml(200, AclDocument.write(acl));
        return Versions.addHeader(response, bucket, found.object().version());
    }
}
