package network.cairn.gateway.identity;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A tenant's users, groups, roles or policies, by name. Names differ only where they differ without regard to
/// case, as in IAM, and are sorted so. Immutable.
///
/// @param <T> what is registered
public final class Registry<T extends Registered> {
    private final String kind;
    private final int sizeMax;
    private final SortedMap<String, T> byName;
    private final Map<String, T> byId;

    private Registry(String kind, int sizeMax, SortedMap<String, T> byName) {
        this.kind = kind;
        this.sizeMax = sizeMax;
        this.byName = Collections.unmodifiableSortedMap(byName);
        this.byId = HashMap.newHashMap(byName.size());
        byName.values().forEach(one -> byId.put(one.id(), one));
    }

    /// @param kind for messages: `user`
    static <T extends Registered> Registry<T> empty(String kind, int sizeMax) {
        return new Registry<>(kind, sizeMax, new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    }

    /// The same kind of registry with these in it, whether or not they are more than may be added today.
    ///
    /// @throws IdentityException `ENTITY_ALREADY_EXISTS` if two have one name
    Registry<T> holding(Collection<T> all) throws IdentityException {
        SortedMap<String, T> held = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (T one : all) {
            if (held.put(one.name(), one) != null) {
                throw IdentityException.exists(capital(kind), one.name());
            }
        }
        return new Registry<>(kind, sizeMax, held);
    }

    /// All, sorted by name.
    public Collection<T> all() {
        return byName.values();
    }

    public int size() {
        return byName.size();
    }

    public Optional<T> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Optional<T> findById(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    public T get(String name) throws IdentityException {
        T found = byName.get(name);
        if (found == null) {
            throw IdentityException.noSuchEntity(kind, name);
        }
        return found;
    }

    /// @throws IdentityException `ENTITY_ALREADY_EXISTS`, `LIMIT_EXCEEDED`
    Registry<T> with(T added) throws IdentityException {
        if (byName.containsKey(added.name())) {
            throw IdentityException.exists(capital(kind), added.name());
        }
        if (byName.size() >= sizeMax) {
            throw IdentityException.limit(capital(kind) + "sPerAccount", sizeMax);
        }
        SortedMap<String, T> more = copy();
        more.put(added.name(), added);
        return new Registry<>(kind, sizeMax, more);
    }

    /// With another state of what has its id, which may have another name.
    ///
    /// @throws IdentityException `ENTITY_ALREADY_EXISTS` if the new name is another's
    Registry<T> changed(T changed) throws IdentityException {
        T namesake = byName.get(changed.name());
        if (namesake != null && !namesake.id().equals(changed.id())) {
            throw IdentityException.exists(capital(kind), changed.name());
        }
        SortedMap<String, T> other = copy();
        if (namesake == null || !namesake.name().equals(changed.name())) {
            other.values().removeIf(one -> one.id().equals(changed.id()));
        }
        other.put(changed.name(), changed);
        return new Registry<>(kind, sizeMax, other);
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    Registry<T> without(String name) throws IdentityException {
        get(name);
        SortedMap<String, T> fewer = copy();
        fewer.remove(name);
        return new Registry<>(kind, sizeMax, fewer);
    }

    private SortedMap<String, T> copy() {
        SortedMap<String, T> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(byName);
        return copy;
    }

    private static String capital(String kind) {
        return Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Registry<?> that && byName.equals(that.byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    @Override
    public String toString() {
        return byName.keySet().toString();
    }
}
