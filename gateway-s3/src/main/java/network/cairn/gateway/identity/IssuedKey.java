package network.cairn.gateway.identity;

import java.time.Instant;
import network.cairn.gateway.s3.AccessKey;

/// An access key, whose it is, whether it works, and when it was made.
///
/// @param active whether requests signed with it are accepted, and sessions that were begun with it live
public record IssuedKey(AccessKey key, Holder holder, boolean active, Instant createdAt) {
    /// What stands for the tenant in an operator's key; no tenant can be called so.
    public static final String OPERATOR = "@operator";

    public String id() {
        return key.id();
    }

    public String tenant() {
        return key.tenant();
    }

    public IssuedKey active(boolean changed) {
        return new IssuedKey(key, holder, changed, createdAt);
    }
}
