package network.cairn.gateway.policy;

/// Everybody that a bucket's policy can name. S3 refuses policies that name others.
@FunctionalInterface
public interface KnownPrincipals {
    /// Whether there is somebody of this name.
    ///
    /// @param principal an ARN, a tenant's name, or a canonical user id
    boolean exists(String principal);
}
