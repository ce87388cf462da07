package network.cairn.gateway.policy;

import java.util.List;

/// What a kind of policy asks of a statement beside the grammar. Each statement has rules of its own, which may
/// remember
/// what they have seen of it.
interface StatementRules {
    default void checkId(String id) throws PolicyException {}

    void checkAction(String action) throws PolicyException;

    ArnPattern resource(String text, PolicyVersion version) throws PolicyException;

    /// What holds of a statement as a whole, asked last.
    default void check(Actions actions, Resources resources, List<Condition> conditions) throws PolicyException {}
}
