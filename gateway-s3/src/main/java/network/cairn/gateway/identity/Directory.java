package network.cairn.gateway.identity;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// All identities of a gateway: what the identity document holds. Immutable; each change gives another.
///
/// @param accounts by the tenant's name, sorted
/// @param keys by access key id, in the order they were made
public record Directory(SortedMap<String, Account> accounts, Map<String, IssuedKey> keys) {
    public static final Directory EMPTY = new Directory(new TreeMap<>(), Map.of());

    public Directory {
        accounts = Collections.unmodifiableSortedMap(new TreeMap<>(accounts));
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    public Optional<Account> find(String tenant) {
        return Optional.ofNullable(accounts.get(tenant));
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    public Account account(String tenant) throws IdentityException {
        return find(tenant).orElseThrow(() -> IdentityException.noSuchEntity("tenant", tenant));
    }

    /// @throws IdentityException `ENTITY_ALREADY_EXISTS`, `LIMIT_EXCEEDED`
    public Directory added(Tenant tenant) throws IdentityException {
        if (accounts.containsKey(tenant.name())) {
            throw IdentityException.exists("Tenant", tenant.name());
        }
        if (accounts.size() >= IdentityLimits.TENANTS_MAX) {
            throw IdentityException.limit("Tenants", IdentityLimits.TENANTS_MAX);
        }
        return changed(Account.of(tenant));
    }

    public Directory changed(Account account) {
        var other = new TreeMap<>(accounts);
        other.put(account.name(), account);
        return new Directory(other, keys);
    }

    /// Without a tenant, its identities, its keys, and the master key without which nobody reads its objects. It
    /// must have been suspended, so that nothing of it is under way.
    ///
    /// @throws IdentityException `NO_SUCH_ENTITY`, `DELETE_CONFLICT`
    public Directory withoutTenant(String name) throws IdentityException {
        if (!account(name).tenant().suspended()) {
            throw Account.conflict("tenant " + name + " must be suspended first");
        }
        var fewer = new TreeMap<>(accounts);
        fewer.remove(name);
        return new Directory(fewer, keysBut(key -> key.tenant().equals(name)));
    }

    /// Without a user and its keys.
    ///
    /// @throws IdentityException `NO_SUCH_ENTITY`
    public Directory withoutUser(String tenant, String name) throws IdentityException {
        Account account = account(tenant);
        Holder holder = new Holder.OfUser(account.users().get(name).id());
        return new Directory(
                changed(account.withoutUser(name)).accounts(),
                keysBut(key -> key.tenant().equals(tenant) && key.holder().equals(holder)));
    }

    /// @throws IdentityException `NO_SUCH_ENTITY` if its tenant or user is gone, `LIMIT_EXCEEDED`
    public Directory added(IssuedKey key) throws IdentityException {
        int most = IdentityLimits.KEYS_PER_ROOT_MAX;
        switch (key.holder()) {
            case Holder.OfUser(String userId) -> {
                if (account(key.tenant()).users().findById(userId).isEmpty()) {
                    throw IdentityException.noSuchEntity("user", userId);
                }
                most = IdentityLimits.KEYS_PER_USER_MAX;
            }
            case Holder.Root _ -> {
                if (!accounts.containsKey(key.tenant())) {
                    throw IdentityException.noSuchEntity("tenant", key.tenant());
                }
            }
            case Holder.Operator _ -> {
                // belongs to no tenant
            }
        }
        if (keys.size() >= IdentityLimits.KEYS_MAX) {
            throw IdentityException.limit("AccessKeys", IdentityLimits.KEYS_MAX);
        }
        long ofTenant = keys.values().stream()
                .filter(other -> other.tenant().equals(key.tenant()))
                .count();
        if (ofTenant >= IdentityLimits.KEYS_PER_TENANT_MAX) {
            throw IdentityException.limit("AccessKeysPerAccount", IdentityLimits.KEYS_PER_TENANT_MAX);
        }
        if (keysOf(key.tenant(), key.holder()).size() >= most) {
            throw IdentityException.limit("AccessKeysPerUser", most);
        }
        return withKey(key);
    }

    /// The keys of one holder, oldest first.
    public List<IssuedKey> keysOf(String tenant, Holder holder) {
        return keys.values().stream()
                .filter(key -> key.tenant().equals(tenant) && key.holder().equals(holder))
                .toList();
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    public IssuedKey key(String id) throws IdentityException {
        IssuedKey found = keys.get(id);
        if (found == null) {
            throw noSuchKey(id);
        }
        return found;
    }

    private static IdentityException noSuchKey(String id) {
        return new IdentityException(
                IdentityException.Fault.NO_SUCH_ENTITY, "The Access Key with id " + id + " cannot be found.");
    }

    /// A key, if it is of this holder.
    ///
    /// @throws IdentityException `NO_SUCH_ENTITY`
    public IssuedKey key(String id, String tenant, Holder holder) throws IdentityException {
        IssuedKey found = key(id);
        if (!found.tenant().equals(tenant) || !found.holder().equals(holder)) {
            throw noSuchKey(id);
        }
        return found;
    }

    /// With a key switched on or off.
    ///
    /// @throws IdentityException `NO_SUCH_ENTITY`
    public Directory withKeyActive(String id, boolean active) throws IdentityException {
        return withKey(key(id).active(active));
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    public Directory withoutKey(String id) throws IdentityException {
        key(id);
        return new Directory(accounts, keysBut(key -> key.id().equals(id)));
    }

    /// The name of the user a key belongs to; empty for a root's or an operator's.
    public Optional<String> userName(IssuedKey key) {
        return key.holder() instanceof Holder.OfUser(String userId)
                ? find(key.tenant())
                        .flatMap(account -> account.users().findById(userId))
                        .map(User::name)
                : Optional.empty();
    }

    private Directory withKey(IssuedKey key) {
        var more = new LinkedHashMap<>(keys);
        more.put(key.id(), key);
        return new Directory(accounts, more);
    }

    private Map<String, IssuedKey> keysBut(Predicate<IssuedKey> gone) {
        var fewer = new LinkedHashMap<>(keys);
        fewer.values().removeIf(gone);
        return fewer;
    }
}
