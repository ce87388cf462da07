package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.AclTarget;
import network.cairn.gateway.acl.CannedAcl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.acl.RequestedAcl;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.policy.BucketAccess;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutObjectAcl: by a canned name, by grants in headers, or by a document.
public final class PutObjectAcl implements Operation {
    private final Backend backend;

    public PutObjectAcl(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Backend.Found found = backend.object(request);
        Bucket bucket = found.bucket();
        CanonicalUser bucketOwner = CanonicalUser.of(bucket.tenant());
        CanonicalUser owner = Access.acl(found.object(), bucket).owner();
        Acl acl = RequestedAcl.ofPut(
                request.headers(),
                request.body().readAll(ObjectLimits.SETTING_BYTES_MAX),
                AclTarget.object(owner, bucketOwner),
                backend.access().users());
        BucketAccess access = backend.access().of(bucket);
        access.ownership().check(acl, bucketOwner, CannedAcl.of(request.headers()));
        access.publicAccessBlock().check(acl);
        ObjectRecord object = ObjectChanges.attributes(
                backend,
                found,
                request,
                EventType.OBJECT_ACL_PUT,
                now -> now.attributes().withAcl(acl.encode()));
        return Versions.addHeader(S3Response.empty(200), bucket, object.version());
    }
}
