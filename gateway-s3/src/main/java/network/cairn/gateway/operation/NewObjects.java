package network.cairn.gateway.operation;

import java.util.Optional;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.AclTarget;
import network.cairn.gateway.acl.CannedAcl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.acl.RequestedAcl;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.policy.BucketAccess;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;

/// Whose new objects are, who may do what with them, and how they are encrypted.
final class NewObjects {
    private NewObjects() {}

    /// Gives an object that a request makes its owner, its access control list and its encryption.
    ///
    /// @throws S3Exception `InvalidArgument`, `InvalidRequest`, `AccessControlListNotSupported`, `AccessDenied` for
    ///     a
    ///     public list where those are blocked
    static ObjectAttributes owned(Backend backend, S3Request request, Bucket bucket, ObjectAttributes attributes)
            throws S3Exception, InterruptedException {
        BucketAccess access = backend.access().of(bucket);
        CanonicalUser bucketOwner = CanonicalUser.of(bucket.tenant());
        CanonicalUser owner =
                access.ownership().ownerOfNew(user(request.caller()), bucketOwner, CannedAcl.of(request.headers()));
        Optional<Acl> asked = RequestedAcl.ofHeaders(
                request.headers(),
                AclTarget.object(owner, bucketOwner),
                backend.access().users());
        if (asked.isPresent()) {
            access.ownership().check(asked.get(), bucketOwner, CannedAcl.of(request.headers()));
            access.publicAccessBlock().check(asked.get());
        }
        Acl acl = asked.orElseGet(() -> Acl.ownedBy(owner));
        boolean isDefault = acl.equals(Acl.ownedBy(bucketOwner));
        return attributes
                .withAcl(isDefault ? "" : acl.encode())
                .withEncryption(Encryptions.ofNew(backend, request.headers(), bucket));
    }

    private static CanonicalUser user(Caller caller) {
        return caller.isAnonymous() ? CanonicalUser.ANONYMOUS : CanonicalUser.of(caller.tenant());
    }
}
