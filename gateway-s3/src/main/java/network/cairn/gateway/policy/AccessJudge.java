package network.cairn.gateway.policy;

import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.policy.AccessDecision.Reason;
import network.cairn.gateway.policy.PrincipalPattern.Closeness;
import org.jspecify.annotations.Nullable;

/// Weighs everything that has a say in whether a request is allowed (IAM's user guide, "Policy evaluation
/// logic" and "Cross-account policy evaluation logic"; S3's, "How Amazon S3 authorizes a request").
///
/// - What any policy forbids is forbidden. Only the root of a bucket's tenant can always read, replace and
///   delete the bucket's policy, so that nobody shuts himself out.
/// - Within a tenant, one who allows is enough: the caller's own policies or the bucket's. A bucket's policy
///   that means the caller itself is not held back by boundary or session; one that means its role is; one that
///   means its tenant only lets the tenant decide, by the caller's own policies.
/// - Between tenants, both must allow: the caller's side, and the bucket's by its policy or by a list.
/// - Those without a signature are only let in by the bucket's side.
/// - An object that is another tenant's than the bucket is read, and its list read and put, by that tenant's
///   word: the bucket's policy cannot allow it, only forbid.
/// - Where nothing allows, nothing is allowed.
public final class AccessJudge {
    private AccessJudge() {}

    /// Judges a request about a bucket, or about an object in it.
    ///
    /// @param object the list of the object that the request is about; null where it makes, deletes or replaces
    /// an object, where there is no such object, and where it is about the bucket
    public static AccessDecision judge(
            AccessRequest request, CallerPolicies policies, BucketAccess bucket, @Nullable Acl object) {
        ConditionContext context = ConditionContext.builder()
                .replaceAll(request.context())
                .replace("aws:ResourceAccount", bucket.tenant())
                .replace("s3:ResourceAccount", bucket.tenant())
                .build();
        CallerSide caller = CallerSide.of(request, policies, context);
        if (caller.denied().isPresent()) {
            return caller.denied().get();
        }
        S3Action action = S3Action.named(request.action());
        Policy.Answer answer =
                bucket.policy().map(policy -> policy.answer(request, context)).orElse(Policy.Answer.SILENCE);
        if (answer.denied().isPresent() && !isLastResort(request.principal(), action, bucket)) {
            return new AccessDecision(
                    Reason.DENIED_BY_BUCKET_POLICY, answer.denied().get().id());
        }
        boolean isOwners = request.principal().tenant().equals(bucket.tenant());
        if (!isOwners && !(request.principal() instanceof Principal.Service) && bucket.isRestricted()) {
            return new AccessDecision(Reason.PUBLIC_POLICY_RESTRICTED);
        }
        Closeness list = AclSide.closeness(request.principal(), action, bucket, object);
        AccessDecision decision = isOthersObject(action, bucket, object)
                ? judgeOthersObject(request.principal(), caller, list, object)
                : isOwners
                        ? judgeOwn(caller, answer, list, AclSide.isGivenUp(action, bucket))
                        : judgeForeign(request.principal(), caller, answer, list);
        return decision.isAllowed() && !isOwners && action != null && action.isForBucketOwnerOnly()
                ? new AccessDecision(Reason.NOT_OF_OWNER)
                : decision;
    }

    /// Judges a request about nothing that has an owner yet or whose owner is the caller's tenant by
    /// definition: making and listing buckets, and everything about identities.
    public static AccessDecision judgeAccount(AccessRequest request, CallerPolicies policies) {
        CallerSide caller = CallerSide.of(request, policies, request.context());
        return caller.denied().orElseGet(caller::decision);
    }

    /// Judges a request to take on a role: `sts:AssumeRole` on the role's ARN.
    ///
    /// @param roleTenant whose the role is
    /// @param trust the role's own policy, which must allow it in any case
    public static AccessDecision judgeRole(
            AccessRequest request, CallerPolicies policies, String roleTenant, Policy trust) {
        CallerSide caller = CallerSide.of(request, policies, request.context());
        if (caller.denied().isPresent()) {
            return caller.denied().get();
        }
        Policy.Answer answer = trust.answer(request, request.context());
        if (answer.denied().isPresent()) {
            return new AccessDecision(
                    Reason.DENIED_BY_TRUST_POLICY, answer.denied().get().id());
        }
        if (answer.closeness() == Closeness.NONE || !request.principal().hasTenant()) {
            return new AccessDecision(Reason.NOT_IN_TRUST_POLICY);
        }
        var allowed = new AccessDecision(Reason.TRUST_POLICY, statementId(answer));
        boolean isOwn = request.principal().tenant().equals(roleTenant);
        if (isOwn && answer.closeness() == Closeness.ITSELF) {
            return allowed;
        }
        if (isOwn && answer.closeness() == Closeness.ROLE) {
            return caller.within(allowed);
        }
        AccessDecision decision = caller.decision();
        return decision.isAllowed() ? allowed : decision;
    }

    private static AccessDecision judgeOwn(CallerSide caller, Policy.Answer answer, Closeness list, boolean isGivenUp) {
        var byPolicy = new AccessDecision(Reason.BUCKET_POLICY, statementId(answer));
        if (answer.closeness() == Closeness.ITSELF) {
            return byPolicy;
        }
        if (list == Closeness.ITSELF) {
            return new AccessDecision(Reason.ACL);
        }
        if (answer.closeness() == Closeness.ROLE) {
            return caller.within(byPolicy);
        }
        if (isGivenUp && answer.closeness() == Closeness.NONE) {
            return new AccessDecision(Reason.NOT_IN_OWN_ACL);
        }
        return caller.decision();
    }

    private static AccessDecision judgeForeign(
            Principal principal, CallerSide caller, Policy.Answer answer, Closeness list) {
        if (answer.closeness() == Closeness.NONE && list == Closeness.NONE) {
            return new AccessDecision(Reason.NOT_IN_RESOURCE_POLICY);
        }
        AccessDecision allowed = answer.closeness() == Closeness.NONE
                ? new AccessDecision(Reason.ACL)
                : new AccessDecision(Reason.BUCKET_POLICY, statementId(answer));
        if (!principal.hasTenant()) {
            return allowed;
        }
        AccessDecision decision = caller.decision();
        return decision.isAllowed() ? allowed : decision;
    }

    private static AccessDecision judgeOthersObject(
            Principal principal, CallerSide caller, Closeness list, @Nullable Acl object) {
        boolean isOwners = object != null
                && principal.hasTenant()
                && object.owner().id().equals(CanonicalUser.idOf(principal.tenant()));
        return isOwners
                ? judgeOwn(caller, Policy.Answer.SILENCE, list, false)
                : judgeForeign(principal, caller, Policy.Answer.SILENCE, list);
    }

    /// Whether the object's owner decides, being another tenant than the bucket's.
    private static boolean isOthersObject(@Nullable S3Action action, BucketAccess bucket, @Nullable Acl object) {
        return object != null
                && action != null
                && action.objectPermission() != null
                && bucket.ownership().hasAcls()
                && !object.owner().id().equals(CanonicalUser.idOf(bucket.tenant()));
    }

    private static boolean isLastResort(Principal principal, @Nullable S3Action action, BucketAccess bucket) {
        return action != null
                && action.isForBucketOwnerOnly()
                && !bucket.isOwnerBoundByPolicy()
                && principal.equals(new Principal.Root(bucket.tenant()));
    }

    private static String statementId(Policy.Answer answer) {
        return answer.allowed().map(Statement::id).orElse("");
    }
}
