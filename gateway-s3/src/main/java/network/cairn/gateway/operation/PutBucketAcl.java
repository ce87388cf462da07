package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.AclTarget;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.acl.RequestedAcl;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.policy.BucketAccess;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutBucketAcl: by a canned name, by grants in headers, or by a document.
public final class PutBucketAcl implements Operation {
    private final Backend backend;

    public PutBucketAcl(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        CanonicalUser owner = CanonicalUser.of(bucket.tenant());
        Acl acl = RequestedAcl.ofPut(
                request.headers(),
                request.body().readAll(ObjectLimits.SETTING_BYTES_MAX),
                AclTarget.bucket(owner),
                backend.access().users());
        BucketAccess access = backend.access().of(bucket);
        access.ownership().check(acl, owner);
        access.publicAccessBlock().check(acl);
        BucketDocuments.set(backend, bucket, BucketSetting.ACL, acl.encode());
        return S3Response.empty(200);
    }
}
