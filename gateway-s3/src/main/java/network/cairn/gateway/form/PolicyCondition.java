package network.cairn.gateway.form;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One condition of a form's policy on a field.
///
/// @param operation what must hold
/// @param operand the field as the policy writes it, `$` included
/// @param value what it is compared with
/// @param text the condition as errors show it
record PolicyCondition(Operation operation, String operand, String value, String text) {
    /// What conditions there are on fields.
    enum Operation {
        EQ,
        STARTS_WITH
    }

    /// The field's name in lower case; null where the operand is none.
    @Nullable
    String field() {
        return operand.startsWith("$") ? operand.substring(1).toLowerCase(Locale.ROOT) : null;
    }

    /// @param values of the fields, by lower-case names
    boolean holds(Map<String, String> values) {
        String field = field();
        String actual = field == null ? null : values.get(field);
        if (actual == null) {
            return false;
        }
        return switch (operation) {
            case EQ -> actual.equals(value);
            // "Content-Types values for a starts-with condition that include commas are interpreted as lists."
            case STARTS_WITH ->
                "content-type".equals(field)
                        ? Arrays.stream(actual.split(",", -1))
                                .map(String::strip)
                                .allMatch(one -> one.startsWith(value))
                        : actual.startsWith(value);
        };
    }
}
