package network.cairn.gateway.policy;

import java.util.List;
import java.util.Locale;

/// What a statement is about doing: `Action`, or with everything but those, `NotAction`. Names are compared
/// without case.
///
/// @param texts as they stand in the policy
record Actions(List<String> texts, List<Wildcard> patterns, boolean negated) {
    Actions {
        texts = List.copyOf(texts);
        patterns = List.copyOf(patterns);
    }

    static Actions of(List<String> texts, boolean negated) {
        return new Actions(texts, texts.stream().map(Actions::pattern).toList(), negated);
    }

    static Wildcard pattern(String text) {
        return Wildcard.of(text.toLowerCase(Locale.ROOT));
    }

    boolean include(String action) {
        String lower = action.toLowerCase(Locale.ROOT);
        return patterns.stream().anyMatch(pattern -> pattern.matches(lower)) != negated;
    }
}
