package network.cairn.gateway.kms;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All keys of all tenants. Immutable.
///
/// @param tenants by name; none without keys
/// @param firstDeletionAt when the first key that is to go goes
record Ring(SortedMap<String, TenantKeys> tenants, Optional<Instant> firstDeletionAt) {
    static final Ring EMPTY = new Ring(new TreeMap<>());

    /// The most keys of one tenant.
    static final int TENANT_KEYS_MAX = 10_000;

    /// The most aliases of one tenant.
    static final int TENANT_ALIASES_MAX = 10_000;

    /// The most keys of all tenants.
    static final int KEYS_MAX = 100_000;

    Ring(SortedMap<String, TenantKeys> tenants) {
        this(Collections.unmodifiableSortedMap(new TreeMap<>(tenants)), firstDeletion(tenants));
    }

    private static Optional<Instant> firstDeletion(SortedMap<String, TenantKeys> tenants) {
        return tenants.values().stream()
                .flatMap(tenant -> tenant.keys().values().stream())
                .flatMap(key -> key.deletionAt().stream())
                .min(Instant::compareTo);
    }

    TenantKeys of(String tenant) {
        return tenants.getOrDefault(tenant, TenantKeys.NONE);
    }

    int size() {
        return tenants.values().stream()
                .mapToInt(tenant -> tenant.keys().size())
                .sum();
    }

    Ring with(String tenant, TenantKeys keys) {
        var changed = new TreeMap<>(tenants);
        if (keys.keys().isEmpty()) {
            changed.remove(tenant);
        } else {
            changed.put(tenant, keys);
        }
        return new Ring(changed);
    }

    /// Whether there is a key whose time has come.
    boolean hasGone(Instant now) {
        return firstDeletionAt.isPresent() && !now.isBefore(firstDeletionAt.get());
    }

    /// Without the keys whose time has come.
    Ring withoutGone(Instant now) {
        Ring left = this;
        if (hasGone(now)) {
            for (String tenant : tenants.keySet()) {
                left = left.with(tenant, of(tenant).withoutGone(now));
            }
        }
        return left;
    }
}
