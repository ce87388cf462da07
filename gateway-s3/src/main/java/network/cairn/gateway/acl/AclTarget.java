package network.cairn.gateway.acl;

/// What an access control list is for.
///
/// @param owner who owns the bucket or the object
/// @param bucketOwner who owns the bucket, the object's as well as itself
/// @param isBucket whether it is the bucket
public record AclTarget(CanonicalUser owner, CanonicalUser bucketOwner, boolean isBucket) {
    public static AclTarget bucket(CanonicalUser owner) {
        return new AclTarget(owner, owner, true);
    }

    public static AclTarget object(CanonicalUser owner, CanonicalUser bucketOwner) {
        return new AclTarget(owner, bucketOwner, false);
    }
}
