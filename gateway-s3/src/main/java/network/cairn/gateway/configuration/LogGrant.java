package network.cairn.gateway.configuration;

import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;

/// Who besides the target bucket's owner may do what with a bucket's access logs.
///
/// @param grantee their canonical id, their address or the group's URI
/// @param permission `FULL_CONTROL`, `READ` or `WRITE`
public record LogGrant(GranteeType type, String grantee, String permission) {
    private static final int GRANTEE_CHARACTERS_MAX = 1024;
    private static final Set<String> PERMISSIONS = Set.of("FULL_CONTROL", "READ", "WRITE");

    /// How the grantee is told, and the element that tells it.
    public enum GranteeType {
        CANONICAL_USER("CanonicalUser", "ID"),
        EMAIL("AmazonCustomerByEmail", "EmailAddress"),
        GROUP("Group", "URI");

        private final String s3Name;
        private final String element;

        GranteeType(String s3Name, String element) {
            this.s3Name = s3Name;
            this.element = element;
        }
    }

    static LogGrant read(SchemaElement grant) throws S3Exception {
        grant.only("Grantee", "Permission");
        String permission = grant.requiredWord("Permission");
        if (!PERMISSIONS.contains(permission)) {
            throw Refusals.malformed("Permission is FULL_CONTROL, READ or WRITE, not " + permission);
        }
        SchemaElement grantee = grant.required("Grantee").only("ID", "DisplayName", "EmailAddress", "URI");
        LogGrant read = null;
        for (GranteeType type : GranteeType.values()) {
            Optional<String> value = grantee.word(type.element);
            if (value.isEmpty()) {
                continue;
            }
            if (read != null || value.get().isEmpty() || value.get().length() > GRANTEE_CHARACTERS_MAX) {
                throw Refusals.malformed("a Grantee is told by one of ID, EmailAddress and URI");
            }
            read = new LogGrant(type, value.get(), permission);
        }
        if (read == null) {
            throw Refusals.malformed("a Grantee is told by one of ID, EmailAddress and URI");
        }
        return read;
    }

    void write(XmlWriter xml) {
        xml.open("Grant")
                .openTyped("Grantee", type.s3Name)
                .element(type.element, grantee)
                .close()
                .element("Permission", permission)
                .close();
    }
}
