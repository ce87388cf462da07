package network.cairn.gateway.identity;

/// Whose an access key is.
public sealed interface Holder {
    /// The tenant's own: it may do everything within the tenant.
    record Root() implements Holder {}

    /// A user's, who may do what its policies say.
    record OfUser(String userId) implements Holder {}

    /// The operator's, for the admin API alone. It belongs to no tenant and opens no bucket.
    record Operator() implements Holder {}
}
