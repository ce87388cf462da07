package network.cairn.gateway.kms;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The keys of one tenant. Immutable.
///
/// @param keys by id, oldest first
/// @param aliases the id of a key by each of its aliases
record TenantKeys(Map<String, RingKey> keys, SortedMap<String, String> aliases) {
    static final TenantKeys NONE = new TenantKeys(Map.of(), new TreeMap<>());

    TenantKeys {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
        for (Map.Entry<String, String> alias : aliases.entrySet()) {
            if (!keys.containsKey(alias.getValue())) {
                throw new IllegalArgumentException("alias " + alias.getKey() + " is of no key");
            }
        }
    }

    /// The key that is meant, unless it is gone by now.
    Optional<RingKey> find(KeyReference reference, Instant now) {
        String id = switch (reference) {
            case KeyReference.ById(String named) -> named;
            case KeyReference.ByAlias(String name) -> aliases.getOrDefault(name, "");
        };
        return Optional.ofNullable(keys.get(id)).filter(key -> !key.isGone(now));
    }

    List<String> aliasesOf(String id) {
        return aliases.entrySet().stream()
                .filter(alias -> alias.getValue().equals(id))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// With a key in the place of the one with its id, or added.
    TenantKeys with(RingKey key) {
        var more = new LinkedHashMap<>(keys);
        more.put(key.id(), key);
        return new TenantKeys(more, aliases);
    }

    TenantKeys withAlias(String alias, String id) {
        var more = new TreeMap<>(aliases);
        more.put(alias, id);
        return new TenantKeys(keys, more);
    }

    TenantKeys withoutAlias(String alias) {
        var fewer = new TreeMap<>(aliases);
        fewer.remove(alias);
        return new TenantKeys(keys, fewer);
    }

    /// Without the keys whose time has come, and their aliases.
    TenantKeys withoutGone(Instant now) {
        var left = new LinkedHashMap<>(keys);
        left.values().removeIf(key -> key.isGone(now));
        var leftAliases = new TreeMap<>(aliases);
        leftAliases.values().retainAll(left.keySet());
        return new TenantKeys(left, leftAliases);
    }
}
