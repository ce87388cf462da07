package network.cairn.gateway.identity.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.gateway.s3.Caller;

/// Judges by policies who may call what. A tenant's root is never asked about.
public interface Permissions {
    /// Whether the caller's policies allow an action on a resource of its own tenant.
    ///
    /// @param action with its service before it: `iam:CreateUser`
    /// @param resource an ARN, or `*` for actions that are about no resource in particular
    /// @param conditions further values for conditions, by condition key
    boolean allows(Caller caller, String action, String resource, Map<String, List<String>> conditions);

    /// Whether somebody may take on a role: the role's trust policy must allow it, and where it trusts only the
    /// caller's tenant as a whole, or is of another tenant, the caller's own policies too.
    boolean allowsAssumption(Caller caller, Assumption assumption);

    /// Somebody asks to take on a role.
    ///
    /// @param tenant the role's
    /// @param externalId for conditions on `sts:ExternalId`
    /// @param sessionTags where there are any, `sts:TagSession` must be allowed too
    record Assumption(
            String tenant,
            String roleArn,
            String trustPolicy,
            String sessionName,
            Optional<String> externalId,
            Map<String, String> sessionTags,
            Map<String, List<String>> conditions) {
        public Assumption {
            sessionTags = Map.copyOf(sessionTags);
            conditions = Map.copyOf(conditions);
        }
    }
}
