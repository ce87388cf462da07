package network.cairn.gateway.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a policy's conditions and variables can look at: values by the names of condition keys, such as
/// `aws:SourceIp`, compared without case.
///
/// A key without values is not there. Values are text: numbers in decimal digits, booleans as `true` and
/// `false`, times as ISO 8601 or seconds since 1970, binary values in base 64.
public final class ConditionContext {
    public static final ConditionContext EMPTY = new ConditionContext(Map.of());

    private final Map<String, List<String>> values;

    private ConditionContext(Map<String, List<String>> values) {
        this.values = values;
    }

    public static Builder builder() {
        return new Builder();
    }

    /// Collects keys and values. Not safe for use by several threads.
    public static final class Builder {
        private final Map<String, List<String>> values = new HashMap<>();

        private Builder() {}

        /// Adds a value to those that the key has.
        public Builder add(String key, String value) {
            values.computeIfAbsent(lower(key), name -> new ArrayList<>()).add(value);
            return this;
        }

        /// Takes what another context has in place of what was here under the same keys.
        public Builder replaceAll(ConditionContext other) {
            other.values.forEach((key, list) -> values.put(key, new ArrayList<>(list)));
            return this;
        }

        /// Forgets keys.
        Builder removeAll(Collection<String> keys) {
            keys.forEach(key -> values.remove(lower(key)));
            return this;
        }

        /// Has this value only.
        public Builder replace(String key, String value) {
            values.put(lower(key), new ArrayList<>(List.of(value)));
            return this;
        }

        public ConditionContext build() {
            Map<String, List<String>> copy = new HashMap<>();
            values.forEach((key, list) -> copy.put(key, List.copyOf(list)));
            return new ConditionContext(Collections.unmodifiableMap(copy));
        }
    }

    /// The values of a key, none where it is not there.
    public List<String> values(String key) {
        return values.getOrDefault(lower(key), List.of());
    }

    static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
