package network.cairn.gateway.acl;

import org.jspecify.annotations.Nullable;

/// Everybody that a grant can name. S3 refuses grants to those it does not know.
@FunctionalInterface
public interface CanonicalUsers {
    /// The tenant with that id, or null where there is none.
    @Nullable
    CanonicalUser byId(String id);

    /// The tenant with that e-mail address, or null; tenants need not have one.
    default @Nullable CanonicalUser byEmailAddress(String address) {
        return null;
    }
}
