package network.cairn.gateway.admin;

/// Tells what tenants store, for the operator to see, and so that none is deleted with its objects.
@FunctionalInterface
public interface TenantUsage {
    Usage of(String tenant);

    /// What a tenant stores.
    ///
    /// @param objects versions counted, delete markers not
    record Usage(long buckets, long objects, long bytes) {}
}
