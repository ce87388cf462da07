package network.cairn.gateway.policy;

import java.util.Optional;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.CanonicalUser;

/// What of a bucket decides who may do what with it.
///
/// @param tenant whose it is
/// @param isOwnerBoundByPolicy whether the policy was put with `x-amz-confirm-remove-self-bucket-access`: then
/// the tenant's root, too, cannot read or replace a policy that forbids it
public record BucketAccess(
        String tenant,
        Optional<Policy> policy,
        boolean isOwnerBoundByPolicy,
        Acl acl,
        ObjectOwnership ownership,
        PublicAccessBlock publicAccessBlock) {
    /// A bucket as it is made where nothing is asked for: without a policy, lists do not count, nothing is
    /// blocked.
    public static BucketAccess ofTenant(String tenant) {
        return new BucketAccess(
                tenant,
                Optional.empty(),
                false,
                Acl.ownedBy(CanonicalUser.of(tenant)),
                ObjectOwnership.BUCKET_OWNER_ENFORCED,
                PublicAccessBlock.NONE);
    }

    public BucketAccess withPolicy(Policy other) {
        return new BucketAccess(tenant, Optional.of(other), isOwnerBoundByPolicy, acl, ownership, publicAccessBlock);
    }

    /// With the policy binding the tenant's root as everybody else.
    public BucketAccess withOwnerBoundByPolicy() {
        return new BucketAccess(tenant, policy, true, acl, ownership, publicAccessBlock);
    }

    public BucketAccess withAcl(Acl other) {
        return new BucketAccess(tenant, policy, isOwnerBoundByPolicy, other, ownership, publicAccessBlock);
    }

    public BucketAccess withOwnership(ObjectOwnership other) {
        return new BucketAccess(tenant, policy, isOwnerBoundByPolicy, acl, other, publicAccessBlock);
    }

    public BucketAccess withPublicAccessBlock(PublicAccessBlock other) {
        return new BucketAccess(tenant, policy, isOwnerBoundByPolicy, acl, ownership, other);
    }

    /// Whether the bucket has a public policy and lets in nobody but its tenant because of that.
    boolean isRestricted() {
        return publicAccessBlock.restrictPublicBuckets()
                && policy.filter(one -> one.status().isPublic()).isPresent();
    }
}
