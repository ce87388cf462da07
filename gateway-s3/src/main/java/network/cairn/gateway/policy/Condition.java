package network.cairn.gateway.policy;

import java.util.ArrayList;
import java.util.List;

/// One condition of a statement: an operator, a key of the request, and values of which one must do.
///
/// For a key that the request lacks: `...IfExists` and `ForAllValues:` hold, `ForAnyValue:` does not, and of
/// the plain operators only the negated hold (IAM's user guide, "Condition operators" and "Multivalued context
/// keys").
sealed interface Condition {
    /// Which of the request's values must pass.
    enum Quantifier {
        /// The only one there is. Where there are several after all, one that matches is enough for an
        /// operator, and for a negated one to fail.
        NONE(""),
        ALL("ForAllValues:"),
        ANY("ForAnyValue:");

        private final String prefix;

        Quantifier(String prefix) {
            this.prefix = prefix;
        }
    }

    /// The key it looks at, in lower case.
    String key();

    /// The values as they stand in the policy.
    List<String> texts();

    /// @param effect what the condition's statement does, for when a variable has no value: a permission is not
    /// given on what is not known, and a prohibition is not lifted
    boolean holds(ConditionContext context, Effect effect);

    /// Of a name such as `ForAllValues:StringLikeIfExists`.
    ///
    /// @throws PolicyException if there is no operator of that name or a value is none of its kind
    static Condition of(String name, String key, List<String> texts, PolicyVersion version) throws PolicyException {
        Quantifier quantifier = Quantifier.NONE;
        String rest = name;
        for (Quantifier each : Quantifier.values()) {
            if (each != Quantifier.NONE && name.startsWith(each.prefix)) {
                quantifier = each;
                rest = name.substring(each.prefix.length());
            }
        }
        String lowerKey = ConditionContext.lower(key);
        if (rest.equals("Null")) {
            return Absence.of(lowerKey, texts);
        }
        boolean ifExists = rest.endsWith("IfExists");
        String plain = ifExists ? rest.substring(0, rest.length() - "IfExists".length()) : rest;
        ConditionOperator operator = ConditionOperator.named(plain)
                .orElseThrow(() -> new PolicyException("Invalid Condition type : " + name));
        List<ConditionValue> values = new ArrayList<>();
        for (String text : texts) {
            values.add(operator.compile(text, version));
        }
        return new Comparison(operator, quantifier, ifExists, lowerKey, texts, values);
    }

    /// Compares the request's values with the policy's.
    record Comparison(
            ConditionOperator operator,
            Quantifier quantifier,
            boolean ifExists,
            String key,
            List<String> texts,
            List<ConditionValue> values)
            implements Condition {
        public Comparison {
            texts = List.copyOf(texts);
            values = List.copyOf(values);
        }

        @Override
        public boolean holds(ConditionContext context, Effect effect) {
            List<String> actual = context.values(key);
            if (actual.isEmpty()) {
                return ifExists
                        || quantifier == Quantifier.ALL
                        || (quantifier == Quantifier.NONE && operator.isNegated());
            }
            if (operator.isNegated()
                    && effect == Effect.ALLOW
                    && !values.stream().allMatch(value -> value.isResolvable(context))) {
                return false;
            }
            return switch (quantifier) {
                case ALL -> actual.stream().allMatch(one -> passes(one, context));
                case ANY -> actual.stream().anyMatch(one -> passes(one, context));
                case NONE ->
                    operator.isNegated()
                            ? actual.stream().allMatch(one -> passes(one, context))
                            : actual.stream().anyMatch(one -> passes(one, context));
            };
        }

        private boolean passes(String actual, ConditionContext context) {
            boolean matches = values.stream().anyMatch(value -> value.matches(actual, context));
            return matches != operator.isNegated();
        }
    }

    /// `Null`: whether the request has the key at all.
    record Absence(String key, List<String> texts, boolean absent, boolean present) implements Condition {
        public Absence {
            texts = List.copyOf(texts);
        }

        static Absence of(String key, List<String> texts) throws PolicyException {
            boolean absent = false;
            boolean present = false;
            for (String text : texts) {
                boolean truth = ConditionValue.Truth.parse(text)
                        .orElseThrow(() -> new PolicyException(
                                "Invalid value in Conditions: Null cannot compare \"" + text + "\""));
                absent |= truth;
                present |= !truth;
            }
            return new Absence(key, texts, absent, present);
        }

        @Override
        public boolean holds(ConditionContext context, Effect effect) {
            return context.values(key).isEmpty() ? absent : present;
        }
    }
}
