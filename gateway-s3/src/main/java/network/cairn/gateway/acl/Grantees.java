package network.cairn.gateway.acl;

import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// Finds whom a client names in a grant, and has S3's errors for those that are not there.
final class Grantees {
    private Grantees() {}

    /// @param argument what S3 calls the place where the id stood
    static Grantee byId(String id, String argument, CanonicalUsers users) throws S3Exception {
        CanonicalUser user = CanonicalUser.isId(id) ? users.byId(id) : null;
        if (user == null) {
            throw invalid("Invalid id", argument, id);
        }
        return Grantee.of(user);
    }

    static Grantee byUri(String uri, String argument) throws S3Exception {
        Grantee.Group group = Grantee.Group.of(uri);
        if (group == null) {
            throw invalid("Invalid group uri", argument, uri);
        }
        return group;
    }

    static Grantee byEmailAddress(String address, CanonicalUsers users) throws S3Exception {
        CanonicalUser user = users.byEmailAddress(address);
        if (user == null) {
            throw new S3Exception(S3ErrorCode.UNRESOLVABLE_GRANT_BY_EMAIL_ADDRESS);
        }
        return Grantee.of(user);
    }

    static S3Exception tooMany() {
        return new S3Exception(
                S3ErrorCode.MALFORMED_ACL, "An access control list has at most " + Acl.GRANTS_MAX + " grants.");
    }

    private static S3Exception invalid(String message, String argument, String value) {
        return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message)
                .with("ArgumentName", argument)
                .with("ArgumentValue", value);
    }
}
