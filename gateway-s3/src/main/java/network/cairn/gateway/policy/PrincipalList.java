package network.cairn.gateway.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a statement's `Principal` says, and the names of those of whom somebody can ask whether they exist.
record PrincipalList(Principals principals, Set<String> names) {
    private static final String INVALID = "Invalid principal in policy";

    /// `"*"`, or an object of kinds with one or several names each.
    static PrincipalList of(Json value, boolean negated) throws PolicyException {
        if (value instanceof Json.Text(String text) && text.equals("*")) {
            return new PrincipalList(new Principals(List.of(new PrincipalPattern.Everybody()), negated), Set.of());
        }
        if (!(value instanceof Json.Members(Map<String, Json> kinds))) {
            throw new PolicyException(INVALID);
        }
        if (kinds.isEmpty()) {
            throw new PolicyException("Missing required field Principal cannot be empty!");
        }
        List<PrincipalPattern> patterns = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Map.Entry<String, Json> kind : kinds.entrySet()) {
            List<Json> each =
                    kind.getValue() instanceof Json.Array(List<Json> values) ? values : List.of(kind.getValue());
            if (each.isEmpty()) {
                throw new PolicyException(INVALID);
            }
            for (Json one : each) {
                if (!(one instanceof Json.Text(String text))) {
                    throw new PolicyException(INVALID);
                }
                PrincipalPattern pattern =
                        PrincipalPattern.of(kind.getKey(), text).orElseThrow(() -> new PolicyException(INVALID));
                patterns.add(pattern);
                if (pattern instanceof PrincipalPattern.Tenant || pattern instanceof PrincipalPattern.Named) {
                    names.add(text);
                }
            }
        }
        return new PrincipalList(new Principals(patterns, negated), names);
    }
}
