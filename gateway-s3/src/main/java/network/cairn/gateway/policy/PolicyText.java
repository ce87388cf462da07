package network.cairn.gateway.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A text of a policy that can hold wildcards and, in policies of version 2012-10-17, variables:
/// `${aws:username}`, `${aws:username, 'nobody'}` with a value for requests without one, and `${*}`, `${?}` and
/// `${$}` for the characters themselves.
///
/// What a variable stands for is text as it is: a star in a user's tag matches a star.
final class PolicyText {
    private final List<Part> parts;
    private final @Nullable Wildcard constant;

    private PolicyText(List<Part> parts) {
        this.parts = List.copyOf(parts);
        this.constant = hasVariable() ? null : build(parts, ConditionContext.EMPTY);
    }

    private sealed interface Part {
        record Literal(String text) implements Part {}

        record AnyOne() implements Part {}

        record AnyMany() implements Part {}

        record Variable(String key, @Nullable String otherwise) implements Part {
            /// A key with several values has no value that could be put into a text.
            @Nullable
            String value(ConditionContext context) {
                List<String> values = context.values(key);
                return values.size() == 1 ? values.getFirst() : otherwise;
            }
        }
    }

    static PolicyText of(String text, PolicyVersion version) {
        return new PolicyText(new Scanner(text, version.hasVariables()).parts());
    }

    /// Takes a text apart. What looks like the beginning of a variable and is none is text as it is.
    private static final class Scanner {
        private final String text;
        private final boolean variables;
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();

        Scanner(String text, boolean variables) {
            this.text = text;
            this.variables = variables;
        }

        List<Part> parts() {
            int at = 0;
            while (at < text.length()) {
                at = next(at);
            }
            flush();
            return parts;
        }

        private int next(int at) {
            char c = text.charAt(at);
            if (c == '*') {
                add(new Part.AnyMany());
                return at + 1;
            }
            if (c == '?') {
                add(new Part.AnyOne());
                return at + 1;
            }
            int end = variables && text.startsWith("${", at) ? text.indexOf('}', at) : -1;
            if (end < 0 || !variable(text.substring(at + 2, end))) {
                literal.append(c);
                return at + 1;
            }
            return end + 1;
        }

        private boolean variable(String inside) {
            if (inside.equals("*") || inside.equals("?") || inside.equals("$")) {
                literal.append(inside);
                return true;
            }
            int comma = inside.indexOf(',');
            String key = (comma < 0 ? inside : inside.substring(0, comma)).strip();
            if (key.isEmpty() || key.indexOf('$') >= 0 || key.indexOf('{') >= 0) {
                return false;
            }
            String otherwise = null;
            if (comma >= 0) {
                String quoted = inside.substring(comma + 1).strip();
                if (quoted.length() < 2 || !quoted.startsWith("'") || !quoted.endsWith("'")) {
                    return false;
                }
                otherwise = quoted.substring(1, quoted.length() - 1);
            }
            add(new Part.Variable(ConditionContext.lower(key), otherwise));
            return true;
        }

        private void add(Part part) {
            flush();
            parts.add(part);
        }

        private void flush() {
            if (!literal.isEmpty()) {
                parts.add(new Part.Literal(literal.toString()));
                literal.setLength(0);
            }
        }
    }

    boolean hasVariable() {
        return parts.stream().anyMatch(Part.Variable.class::isInstance);
    }

    boolean hasWildcard() {
        return parts.stream().anyMatch(part -> part instanceof Part.AnyOne || part instanceof Part.AnyMany);
    }

    /// Whether it means one text whatever the request is.
    boolean isFixed() {
        return !hasVariable() && !hasWildcard();
    }

    /// The pattern it is for this request; empty where a variable has no value.
    Optional<Wildcard> pattern(ConditionContext context) {
        return Optional.ofNullable(constant == null ? build(parts, context) : constant);
    }

    /// The text it is for this request, wildcards being characters as others; empty where a variable has no
    /// value.
    Optional<String> text(ConditionContext context) {
        var text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Literal(String literal) -> text.append(literal);
                case Part.AnyOne() -> text.append('?');
                case Part.AnyMany() -> text.append('*');
                case Part.Variable variable -> {
                    String value = variable.value(context);
                    if (value == null) {
                        return Optional.empty();
                    }
                    text.append(value);
                }
            }
        }
        return Optional.of(text.toString());
    }

    /// The pattern it could be in any request: variables taken for stars.
    Wildcard broadest() {
        var builder = new Wildcard.Builder();
        for (Part part : parts) {
            switch (part) {
                case Part.Literal(String literal) -> builder.literal(literal);
                case Part.AnyOne() -> builder.anyOne();
                case Part.AnyMany() -> builder.anyMany();
                case Part.Variable variable -> builder.anyMany();
            }
        }
        return builder.build();
    }

    private static @Nullable Wildcard build(List<Part> parts, ConditionContext context) {
        var builder = new Wildcard.Builder();
        for (Part part : parts) {
            switch (part) {
                case Part.Literal(String literal) -> builder.literal(literal);
                case Part.AnyOne() -> builder.anyOne();
                case Part.AnyMany() -> builder.anyMany();
                case Part.Variable variable -> {
                    String value = variable.value(context);
                    if (value == null) {
                        return null;
                    }
                    builder.literal(value);
                }
            }
        }
        return builder.build();
    }
}
