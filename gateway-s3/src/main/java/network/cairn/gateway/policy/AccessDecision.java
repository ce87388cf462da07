package network.cairn.gateway.policy;

import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// Whether a request is allowed, and why or why not.
///
/// @param statementId the `Sid` of the statement that decided, "" where none did or it has none
public record AccessDecision(Reason reason, String statementId) {
    AccessDecision(Reason reason) {
        this(reason, "");
    }

    /// What decided. The texts of refusals are AWS's.
    public enum Reason {
        /// A tenant may do what it likes with what is its.
        ROOT(true, ""),
        IDENTITY_POLICY(true, ""),
        BUCKET_POLICY(true, ""),
        ACL(true, ""),
        TRUST_POLICY(true, ""),

        DENIED_BY_IDENTITY_POLICY(false, "with an explicit deny in an identity-based policy"),
        DENIED_BY_BOUNDARY(false, "with an explicit deny in a permissions boundary"),
        DENIED_BY_SESSION_POLICY(false, "with an explicit deny in a session policy"),
        DENIED_BY_BUCKET_POLICY(false, "with an explicit deny in a resource-based policy"),
        DENIED_BY_TRUST_POLICY(false, "with an explicit deny in a resource-based policy"),

        NOT_IN_IDENTITY_POLICY(false, "because no identity-based policy allows the %s action"),
        NOT_IN_BOUNDARY(false, "because no permissions boundary allows the %s action"),
        NOT_IN_SESSION_POLICY(false, "because no session policy allows the %s action"),
        /// Neither a bucket's policy nor a list lets in somebody who is not of the bucket's tenant.
        NOT_IN_RESOURCE_POLICY(false, "because no resource-based policy allows the %s action"),
        NOT_IN_TRUST_POLICY(false, "because no resource-based policy allows the %s action"),
        /// The bucket's policy is public, and its public access block keeps others out because of that.
        PUBLIC_POLICY_RESTRICTED(false, "because public access is prevented by the BlockPublicAccess setting"),
        /// The bucket's owner has put an empty access control list on it.
        NOT_IN_OWN_ACL(false, "because no access control list allows the %s action"),
        /// Allowed, but only to the bucket's own tenant.
        NOT_OF_OWNER(false, "because the bucket belongs to another account");

        private final boolean allows;
        private final String text;

        Reason(boolean allows, String text) {
            this.allows = allows;
            this.text = text;
        }

        public boolean allows() {
            return allows;
        }
    }

    public boolean isAllowed() {
        return reason.allows;
    }

    /// Goes on if the request is allowed.
    ///
    /// @param tenant whose the resource is: only those of the same tenant are told why they are refused
    /// @throws S3Exception `AccessDenied`, or `MethodNotAllowed` where it is a matter of the owner's alone
    public void require(AccessRequest request, String tenant) throws S3Exception {
        if (isAllowed()) {
            return;
        }
        if (reason == Reason.NOT_OF_OWNER) {
            throw new S3Exception(S3ErrorCode.METHOD_NOT_ALLOWED);
        }
        boolean explains = request.principal().tenant().equals(tenant) && !tenant.isEmpty();
        throw explains
                ? new S3Exception(S3ErrorCode.ACCESS_DENIED, explain(request))
                : new S3Exception(S3ErrorCode.ACCESS_DENIED);
    }

    /// The decision in a sentence, for a log or for those who may know.
    public String explain(AccessRequest request) {
        String action = request.action();
        if (isAllowed()) {
            return request.principal().arn() + " may " + action + " on " + request.resource() + ": " + reason
                    + (statementId.isEmpty() ? "" : " " + statementId);
        }
        return "User: " + request.principal().arn() + " is not authorized to perform: " + action + " on resource: \""
                + request.resource() + "\" " + reason.text.replace("%s", action);
    }
}
