package network.cairn.gateway.policy;

import java.util.List;
import network.cairn.gateway.policy.PrincipalPattern.Closeness;

/// Whom a statement is about: `Principal`, or with everybody but those, `NotPrincipal`.
///
/// @param negated whether it is `NotPrincipal`, which only prohibitions have
record Principals(List<PrincipalPattern> patterns, boolean negated) {
    Principals {
        patterns = List.copyOf(patterns);
    }

    /// How closely it means a principal.
    ///
    /// A principal is excepted from `NotPrincipal` only if all its names are there, its tenant's too: what a
    /// tenant may not do, its users may not either.
    Closeness closeness(Principal principal) {
        if (negated) {
            return isExcepted(principal) ? Closeness.NONE : Closeness.ITSELF;
        }
        Closeness closest = Closeness.NONE;
        for (PrincipalPattern pattern : patterns) {
            Closeness closeness = pattern.closeness(principal);
            if (closeness.compareTo(closest) > 0) {
                closest = closeness;
            }
        }
        return closest;
    }

    /// Whether it means a known few.
    boolean isFixed() {
        return !negated && patterns.stream().allMatch(PrincipalPattern::isFixed);
    }

    private boolean isExcepted(Principal principal) {
        if (patterns.stream().anyMatch(PrincipalPattern.Everybody.class::isInstance)) {
            return true;
        }
        List<String> names = principal.names();
        return !names.isEmpty() && names.stream().allMatch(name -> isNamed(principal, name));
    }

    private boolean isNamed(Principal principal, String name) {
        for (PrincipalPattern pattern : patterns) {
            boolean same = switch (pattern) {
                case PrincipalPattern.Named(String arn) -> arn.equals(name);
                case PrincipalPattern.Service(String service) -> service.equals(name);
                case PrincipalPattern.Tenant tenant ->
                    name.equals(Arn.root(principal.tenant())) && tenant.closeness(principal) != Closeness.NONE;
                case PrincipalPattern.Everybody() -> true;
                case PrincipalPattern.Federated federated -> false;
            };
            if (same) {
                return true;
            }
        }
        return false;
    }
}
