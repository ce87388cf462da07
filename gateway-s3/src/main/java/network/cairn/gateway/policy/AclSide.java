package network.cairn.gateway.policy;

import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.acl.Grantee;
import network.cairn.gateway.acl.Permission;
import network.cairn.gateway.policy.PrincipalPattern.Closeness;
import org.jspecify.annotations.Nullable;

/// What access control lists say to a request.
final class AclSide {
    private AclSide() {}

    /// How closely a list that counts for an action grants it to a principal.
    ///
    /// @param action null where it is none of S3's
    /// @param object the object's list, null where the request makes an object or is about none
    static Closeness closeness(
            Principal principal, @Nullable S3Action action, BucketAccess bucket, @Nullable Acl object) {
        if (action == null || !bucket.ownership().hasAcls()) {
            return Closeness.NONE;
        }
        PublicAccessBlock block = bucket.publicAccessBlock();
        Permission onObject = action.objectPermission();
        if (onObject != null && object != null) {
            return closeness(principal, block.inForce(object), onObject);
        }
        // Whoever may make an object may say who else is to read it.
        Permission onBucket = action == S3Action.PUT_OBJECT_ACL ? Permission.WRITE : action.bucketPermission();
        return onBucket == null ? Closeness.NONE : closeness(principal, block.inForce(bucket.acl()), onBucket);
    }

    /// Whether an action is one that the bucket's owner gave up by putting an empty list on the bucket. S3 lets
    /// an owner do so to protect it from mistakes; the owner can always put another list.
    static boolean isGivenUp(@Nullable S3Action action, BucketAccess bucket) {
        if (action == null
                || !bucket.ownership().hasAcls()
                || !bucket.acl().grants().isEmpty()) {
            return false;
        }
        Permission permission = action.bucketPermission();
        return permission == Permission.READ || permission == Permission.WRITE;
    }

    private static Closeness closeness(Principal principal, Acl acl, Permission permission) {
        boolean signed = principal.hasTenant();
        if (acl.grants(Grantee.Group.ALL_USERS, permission)
                || (signed && acl.grants(Grantee.Group.AUTHENTICATED_USERS, permission))
                || (principal.equals(Principal.logDelivery()) && acl.grants(Grantee.Group.LOG_DELIVERY, permission))) {
            return Closeness.ITSELF;
        }
        return signed && acl.grants(Grantee.of(CanonicalUser.of(principal.tenant())), permission)
                ? Closeness.TENANT
                : Closeness.NONE;
    }
}
