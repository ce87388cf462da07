package network.cairn.gateway.policy;

import java.util.List;

/// On what a statement lets something be done: `Resource`, or with everything but those, `NotResource`.
record Resources(List<ArnPattern> patterns, boolean negated) {
    /// Of a policy that belongs to one resource and names none, as a role's trust policy does.
    static final Resources ITS_OWN = new Resources(List.of(), true);

    Resources {
        patterns = List.copyOf(patterns);
    }

    /// @param effect what the statement does; see [Condition#holds]
    boolean include(String arn, ConditionContext context, Effect effect) {
        if (negated
                && effect == Effect.ALLOW
                && !patterns.stream().allMatch(pattern -> pattern.isResolvable(context))) {
            return false;
        }
        return patterns.stream().anyMatch(pattern -> pattern.matches(arn, context)) != negated;
    }
}
