package network.cairn.gateway.identity;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Tags of an identity, by key. Immutable.
public record Tags(SortedMap<String, String> all) {
    public static final Tags NONE = new Tags(new TreeMap<>());

    public Tags {
        all = Collections.unmodifiableSortedMap(new TreeMap<>(all));
    }

    /// @throws IdentityException `VALIDATION`, `LIMIT_EXCEEDED`
    public Tags with(Map<String, String> more) throws IdentityException {
        var merged = new TreeMap<>(all);
        merged.putAll(more);
        IdentityNames.tags(merged);
        return new Tags(merged);
    }

    public Tags without(Set<String> keys) {
        var fewer = new TreeMap<>(all);
        fewer.keySet().removeAll(keys);
        return new Tags(fewer);
    }
}
