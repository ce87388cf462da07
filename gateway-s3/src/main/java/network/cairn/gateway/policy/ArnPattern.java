package network.cairn.gateway.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A pattern for ARNs, each of their six parts matched for itself, so that a star in one part never reaches
/// into the next; the last part takes what is left, colons and all.
final class ArnPattern {
    private final List<PolicyText> parts;

    private ArnPattern(List<PolicyText> parts) {
        this.parts = List.copyOf(parts);
    }

    /// Empty where the text has fewer than six parts. A lone `*` stands for every ARN.
    static Optional<ArnPattern> of(String text, PolicyVersion version) {
        if (text.equals("*")) {
            return Optional.of(new ArnPattern(List.of()));
        }
        List<String> parts = split(text, version.hasVariables());
        if (parts.size() < Arn.PARTS) {
            return Optional.empty();
        }
        return Optional.of(new ArnPattern(
                parts.stream().map(part -> PolicyText.of(part, version)).toList()));
    }

    /// Colons within variables are the variables' own.
    private static List<String> split(String text, boolean variables) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        int at = 0;
        while (at < text.length() && parts.size() < Arn.PARTS - 1) {
            int end = variables && text.startsWith("${", at) ? text.indexOf('}', at) : -1;
            if (end >= 0) {
                at = end + 1;
                continue;
            }
            if (text.charAt(at) == ':') {
                parts.add(text.substring(begin, at));
                begin = at + 1;
            }
            at++;
        }
        parts.add(text.substring(begin));
        return parts;
    }

    /// Whether every variable has a value in this request.
    boolean isResolvable(ConditionContext context) {
        return parts.stream().allMatch(part -> part.text(context).isPresent());
    }

    boolean matches(String arn, ConditionContext context) {
        if (parts.isEmpty()) {
            return true;
        }
        List<String> others = split(arn, false);
        if (others.size() != Arn.PARTS) {
            return false;
        }
        for (int i = 0; i < Arn.PARTS; i++) {
            String other = others.get(i);
            if (parts.get(i).pattern(context).filter(one -> one.matches(other)).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /// The part at an index, from 0, or null for the pattern of every ARN.
    Optional<PolicyText> part(int index) {
        return parts.isEmpty() ? Optional.empty() : Optional.of(parts.get(index));
    }
}
