package network.cairn.gateway.policy;

import java.util.List;
import java.util.Optional;

/// The policies that go with whoever sends a request, whatever the request is about.
///
/// @param identity of the user with its groups, or of the role; a root needs none
/// @param boundary what the user or role may do at most, if that is limited
/// @param session what the session may do at most, given when it was made; none where it is not limited
public record CallerPolicies(List<Policy> identity, Optional<Policy> boundary, List<Policy> session) {
    /// Of a root, of a service, and of those without a signature.
    public static final CallerPolicies NONE = of(List.of());

    public CallerPolicies {
        identity = List.copyOf(identity);
        session = List.copyOf(session);
    }

    public static CallerPolicies of(List<Policy> identity) {
        return new CallerPolicies(identity, Optional.empty(), List.of());
    }

    public CallerPolicies withBoundary(Policy policy) {
        return new CallerPolicies(identity, Optional.of(policy), session);
    }

    public CallerPolicies withSession(List<Policy> policies) {
        return new CallerPolicies(identity, boundary, policies);
    }
}
