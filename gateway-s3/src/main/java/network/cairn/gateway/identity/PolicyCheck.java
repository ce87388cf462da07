package network.cairn.gateway.identity;

/// Says whether a text is a policy, before it is kept.
@FunctionalInterface
public interface PolicyCheck {
    /// @throws IdentityException `MALFORMED_POLICY`, with a message for whoever wrote it
    void check(String json) throws IdentityException;
}
