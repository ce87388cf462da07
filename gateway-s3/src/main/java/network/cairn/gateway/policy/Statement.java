package network.cairn.gateway.policy;

import java.util.List;
import network.cairn.gateway.policy.PrincipalPattern.Closeness;

/// One rule of a policy.
///
/// @param id its `Sid`, or "" where it has none
/// @param principals whom it is about; in a policy that belongs to an identity, everybody, as only that
/// identity's requests meet it
record Statement(
        String id,
        Effect effect,
        Principals principals,
        Actions actions,
        Resources resources,
        List<Condition> conditions) {
    Statement {
        conditions = List.copyOf(conditions);
    }

    /// Whether it is about a request, and how closely it means who sends it.
    ///
    /// @param context what the request's own keys are, with what is known of its resource
    Closeness applies(AccessRequest request, ConditionContext context) {
        Closeness closeness = principals.closeness(request.principal());
        boolean applies = closeness != Closeness.NONE
                && actions.include(request.action())
                && resources.include(request.resource(), context, effect)
                && conditions.stream().allMatch(condition -> condition.holds(context, effect));
        return applies ? closeness : Closeness.NONE;
    }
}
