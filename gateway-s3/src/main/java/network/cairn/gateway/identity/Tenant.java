package network.cairn.gateway.identity;

import java.time.Instant;

/// An account: what AWS calls one, with buckets, users and a root of its own.
///
/// @param secret from which the keys of all its buckets follow; lost with it are all its objects
/// @param suspended whether every request of its callers is refused; nothing of it is deleted
public record Tenant(
        String name, TenantSecret secret, Instant createdAt, boolean suspended, TenantQuota quota, TenantRates rates) {
    public Tenant suspended(boolean changed) {
        return new Tenant(name, secret, createdAt, changed, quota, rates);
    }

    public Tenant with(TenantQuota changed) {
        return new Tenant(name, secret, createdAt, suspended, changed, rates);
    }

    public Tenant with(TenantRates changed) {
        return new Tenant(name, secret, createdAt, suspended, quota, changed);
    }
}
