package network.cairn.gateway.s3;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who makes a request, as far as judging it needs to know.
///
/// @param tenant whose identity it is; empty for nobody
/// @param accessKeyId what the request was signed with, permanent or temporary; empty for nobody
/// @param permanentKeyId the permanent key with which it all began: `accessKeyId` again but for sessions
/// @param arn what `aws:PrincipalArn` and policies call the caller now; empty for nobody
/// @param principalArn what it is a session of: a role session's role, and otherwise `arn` again
/// @param userId what `aws:userid` is: a user's id, a root's tenant, a role's id and `:` and the session's name, or
///     a
///     tenant and `:` and a federated session's name
/// @param userName what `aws:username` is; empty for all but users
/// @param identityPolicies the JSON documents of every policy that the identity has. A root has none and needs none
/// @param sessionPolicies the JSON documents that were passed when the session began, which allow nothing by
///     themselves: what a session may do, both they and the identity's allow. Empty where none were passed; present
///     and without any document, or with one that is gone, they allow nothing
/// @param principalTags what `aws:PrincipalTag/` conditions see
/// @param tokenIssuedAt when the session began; empty for a permanent key
public record Caller(
        String tenant,
        String accessKeyId,
        String permanentKeyId,
        Kind kind,
        String arn,
        String principalArn,
        String userId,
        String userName,
        List<String> identityPolicies,
        Optional<List<String>> sessionPolicies,
        Map<String, String> principalTags,
        Optional<Instant> tokenIssuedAt) {
    private static final Caller ANONYMOUS = new Caller(
            "", "", "", Kind.ANONYMOUS, "", "", "", "", List.of(), Optional.empty(), Map.of(), Optional.empty());

    /// What kind of identity it is.
    public enum Kind {
        /// Nobody: the request was not signed.
        ANONYMOUS,
        /// The tenant itself, which may do everything within it.
        ROOT,
        /// A user of the tenant, with a permanent key or a session of its own.
        USER,
        /// Somebody who has taken on a role.
        ROLE_SESSION,
        /// Somebody a user or root vouches for, by GetFederationToken.
        FEDERATED_SESSION
    }

    public Caller {
        identityPolicies = List.copyOf(identityPolicies);
        sessionPolicies = sessionPolicies.map(List::copyOf);
        principalTags = Map.copyOf(principalTags);
    }

    /// A tenant's root with a permanent key.
    public Caller(String tenant, String accessKeyId) {
        this(
                tenant,
                accessKeyId,
                accessKeyId,
                Kind.ROOT,
                "arn:aws:iam::" + tenant + ":root",
                "arn:aws:iam::" + tenant + ":root",
                tenant,
                "",
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    /// Whoever did not sign.
    public static Caller anonymous() {
        return ANONYMOUS;
    }

    public boolean isAnonymous() {
        return kind == Kind.ANONYMOUS;
    }

    /// Whether it is a tenant's root, whose own buckets nothing but a policy on them keeps from it.
    public boolean isRoot() {
        return kind == Kind.ROOT;
    }

    /// The same caller in a session of its own.
    public Caller inSession(String temporaryKeyId, Instant issuedAt) {
        return new Caller(
                tenant,
                temporaryKeyId,
                permanentKeyId,
                kind,
                arn,
                principalArn,
                userId,
                userName,
                identityPolicies,
                sessionPolicies,
                principalTags,
                Optional.of(issuedAt));
    }
}
