package network.cairn.gateway.identity;

import java.util.OptionalLong;

/// How fast a tenant may use one gateway.
///
/// @param requestsPerSecond requests of all its callers together
/// @param bytesPerSecond of bodies, in each direction
public record TenantRates(OptionalLong requestsPerSecond, OptionalLong bytesPerSecond) {
    public static final TenantRates NONE = new TenantRates(OptionalLong.empty(), OptionalLong.empty());

    /// @throws IllegalArgumentException for less than one a second
    public TenantRates {
        TenantQuota.atLeast("requestsPerSecond", requestsPerSecond, 1);
        TenantQuota.atLeast("bytesPerSecond", bytesPerSecond, 1);
    }
}
