package network.cairn.gateway.acl;

import java.util.LinkedHashSet;
import java.util.List;
import network.cairn.proofs.codec.CodecException;

/// The access control list of a bucket or an object.
///
/// The owner has no rights here that are not granted, but it may always read and replace the list.
///
/// @param grants in the order they were given, none twice, at most [#GRANTS_MAX]
public record Acl(CanonicalUser owner, List<Grant> grants) {
    public static final int GRANTS_MAX = 100;

    public Acl {
        grants = List.copyOf(new LinkedHashSet<>(grants));
        if (grants.size() > GRANTS_MAX) {
            throw new IllegalArgumentException(grants.size() + " grants, at most " + GRANTS_MAX + " are allowed");
        }
    }

    /// The list of what nobody else may touch.
    public static Acl ownedBy(CanonicalUser owner) {
        return new Acl(owner, List.of(Grant.fullControl(owner)));
    }

    /// Whether a grant names this grantee and gives the permission, by itself or within `FULL_CONTROL`.
    public boolean grants(Grantee grantee, Permission permission) {
        for (Grant grant : grants) {
            if (grant.grantee().equals(grantee) && grant.permission().covers(permission)) {
                return true;
            }
        }
        return false;
    }

    /// Whether it grants anything to everybody or to everybody who signs, which is S3's meaning of a public
    /// list.
    public boolean isPublic() {
        return grants.stream().anyMatch(Grant::isPublic);
    }

    /// What is in force, and shown, where public lists are ignored.
    public Acl withoutPublicGrants() {
        return new Acl(owner, grants.stream().filter(grant -> !grant.isPublic()).toList());
    }

    /// Whether it gives the bucket's owner full control and nobody anything else: all that a bucket whose lists
    /// are disabled accepts.
    public boolean isOnlyFullControlOf(CanonicalUser bucketOwner) {
        return grants.equals(List.of(Grant.fullControl(bucketOwner)));
    }

    /// The text to keep it as. Lists that are equal have equal texts.
    public String encode() {
        return AclCode.encode(this);
    }

    /// @throws CodecException if the text is not one of [#encode]
    public static Acl decode(String text) throws CodecException {
        return AclCode.decode(text);
    }
}
