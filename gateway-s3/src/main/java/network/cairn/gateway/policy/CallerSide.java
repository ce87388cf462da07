package network.cairn.gateway.policy;

import java.util.List;
import java.util.Optional;
import network.cairn.gateway.policy.AccessDecision.Reason;

/// What a caller's own policies say to a request.
///
/// @param denied the decision, where one of them forbids it
/// @param allowed what allows it, before boundary and session
/// @param limited what does not let that through, if anything does
record CallerSide(Optional<AccessDecision> denied, Optional<AccessDecision> allowed, Optional<AccessDecision> limited) {

    static CallerSide of(AccessRequest request, CallerPolicies policies, ConditionContext context) {
        Heard identity = Heard.of(policies.identity(), request, context);
        Heard boundary = Heard.of(policies.boundary().stream().toList(), request, context);
        Heard session = Heard.of(policies.session(), request, context);
        Optional<AccessDecision> denied = identity.denied(Reason.DENIED_BY_IDENTITY_POLICY)
                .or(() -> boundary.denied(Reason.DENIED_BY_BOUNDARY))
                .or(() -> session.denied(Reason.DENIED_BY_SESSION_POLICY));
        Optional<AccessDecision> allowed = request.principal() instanceof Principal.Root
                ? Optional.of(new AccessDecision(Reason.ROOT))
                : identity.allowed(Reason.IDENTITY_POLICY);
        Optional<AccessDecision> limited = Optional.empty();
        if (policies.boundary().isPresent() && boundary.allowed().isEmpty()) {
            limited = Optional.of(new AccessDecision(Reason.NOT_IN_BOUNDARY));
        } else if (needsSessionPolicy(request, policies) && session.allowed().isEmpty()) {
            limited = Optional.of(new AccessDecision(Reason.NOT_IN_SESSION_POLICY));
        }
        return new CallerSide(denied, allowed, limited);
    }

    /// What the caller may do by itself: a root everything, others what their policies allow within their
    /// limits.
    AccessDecision decision() {
        if (allowed.isEmpty()) {
            return new AccessDecision(Reason.NOT_IN_IDENTITY_POLICY);
        }
        return within(allowed.get());
    }

    /// A permission, unless a limit holds it back.
    AccessDecision within(AccessDecision permission) {
        return limited.orElse(permission);
    }

    /// A session for somebody else has no permissions without a policy of its own, others are as wide as what
    /// they are made from.
    private static boolean needsSessionPolicy(AccessRequest request, CallerPolicies policies) {
        return !policies.session().isEmpty() || request.principal() instanceof Principal.FederatedUser;
    }

    /// The answers of several policies of one kind, of which one that allows is enough.
    private record Heard(Optional<Statement> denied, Optional<Statement> allowed) {
        static Heard of(List<Policy> policies, AccessRequest request, ConditionContext context) {
            Optional<Statement> allowed = Optional.empty();
            for (Policy policy : policies) {
                Policy.Answer answer = policy.answer(request, context);
                if (answer.denied().isPresent()) {
                    return new Heard(answer.denied(), Optional.empty());
                }
                allowed = allowed.or(answer::allowed);
            }
            return new Heard(Optional.empty(), allowed);
        }

        Optional<AccessDecision> denied(Reason reason) {
            return denied.map(statement -> new AccessDecision(reason, statement.id()));
        }

        Optional<AccessDecision> allowed(Reason reason) {
            return allowed.map(statement -> new AccessDecision(reason, statement.id()));
        }
    }
}
