package network.cairn.gateway.policy;

/// One thing that somebody wants to do to one resource.
///
/// @param action such as `s3:GetObject`
/// @param resource its ARN
/// @param context what conditions can ask about the request; what they can ask about the principal's kind, ARN,
/// user id and user name is added by itself and cannot be given
public record AccessRequest(Principal principal, String action, String resource, ConditionContext context) {
    public AccessRequest {
        context = ConditionContext.builder()
                .replaceAll(context)
                .removeAll(Principal.CONDITION_KEYS)
                .replaceAll(principal.conditions())
                .build();
    }

    public static AccessRequest onBucket(
            Principal principal, S3Action action, String bucket, ConditionContext context) {
        return new AccessRequest(principal, action.awsName(), Arn.bucket(bucket), context);
    }

    public static AccessRequest onObject(
            Principal principal, S3Action action, String bucket, String key, ConditionContext context) {
        return new AccessRequest(principal, action.awsName(), Arn.object(bucket, key), context);
    }

    /// About no bucket in particular, such as listing them.
    public static AccessRequest onAccount(Principal principal, S3Action action, ConditionContext context) {
        return new AccessRequest(principal, action.awsName(), Arn.ALL_BUCKETS, context);
    }
}
