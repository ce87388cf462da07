package network.cairn.gateway.identity;

import java.util.OptionalLong;

/// How much a tenant may store.
///
/// @param bytesMax of all its objects together
/// @param objectsMax versions and delete markers counted
public record TenantQuota(OptionalLong bytesMax, OptionalLong objectsMax) {
    public static final TenantQuota NONE = new TenantQuota(OptionalLong.empty(), OptionalLong.empty());

    /// @throws IllegalArgumentException for less than nothing
    public TenantQuota {
        atLeast("bytesMax", bytesMax, 0);
        atLeast("objectsMax", objectsMax, 0);
    }

    static void atLeast(String name, OptionalLong value, long least) {
        if (value.isPresent() && value.getAsLong() < least) {
            throw new IllegalArgumentException(
                    name + " is " + value.getAsLong() + ", at least " + least + " is needed");
        }
    }
}
