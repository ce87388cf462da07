package network.cairn.gateway.acl;

/// One line of an access control list.
public record Grant(Grantee grantee, Permission permission) {
    /// Of everything, to one tenant.
    public static Grant fullControl(CanonicalUser user) {
        return new Grant(Grantee.of(user), Permission.FULL_CONTROL);
    }

    /// Whether it gives something to everybody or to everybody who signs.
    public boolean isPublic() {
        return grantee instanceof Grantee.Group group && group.isPublic();
    }
}
