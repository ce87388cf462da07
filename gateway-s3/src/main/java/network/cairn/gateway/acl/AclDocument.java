package network.cairn.gateway.acl;

import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlElement;
import network.cairn.gateway.xml.XmlReader;
import network.cairn.gateway.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// An access control list as S3's XML, `AccessControlPolicy`.
public final class AclDocument {
    private static final String ROOT = "AccessControlPolicy";

    private AclDocument() {}

    public static byte[] write(Acl acl) {
        var xml = new XmlWriter(ROOT);
        xml.open("Owner");
        write(xml, acl.owner());
        xml.close().open("AccessControlList");
        for (Grant grant : acl.grants()) {
            xml.open("Grant");
            write(xml, grant.grantee());
            xml.element("Permission", grant.permission().name()).close();
        }
        return xml.toBytes();
    }

    /// The element of somebody a grant is for. Access logging has the same.
    public static void write(XmlWriter xml, Grantee grantee) {
        switch (grantee) {
            case Grantee.User(CanonicalUser user) -> {
                xml.openTyped("Grantee", "CanonicalUser");
                write(xml, user);
                xml.close();
            }
            case Grantee.Group group ->
                xml.openTyped("Grantee", "Group").element("URI", group.uri()).close();
        }
    }

    /// A list that a client sends for something whose owner is known. It cannot give it to another owner.
    ///
    /// @throws S3Exception `MalformedACLError`, `InvalidArgument`, `UnresolvableGrantByEmailAddress` or
    /// `AccessDenied`
    public static Acl read(byte[] document, CanonicalUser owner, CanonicalUsers users) throws S3Exception {
        XmlElement root;
        try {
            root = XmlReader.read(document, ROOT);
        } catch (S3Exception e) {
            throw new S3Exception(S3ErrorCode.MALFORMED_ACL, S3ErrorCode.MALFORMED_ACL.message(), e);
        }
        checkOwner(only(root, "Owner"), owner, users);
        List<Grant> grants = new ArrayList<>();
        for (XmlElement child : only(root, "AccessControlList").children()) {
            if (!child.name().equals("Grant")) {
                throw malformed();
            }
            grants.add(grant(child, users));
            if (grants.size() > Acl.GRANTS_MAX) {
                throw Grantees.tooMany();
            }
        }
        return new Acl(owner, grants);
    }

    private static void write(XmlWriter xml, CanonicalUser user) {
        xml.element("ID", user.id());
        if (!user.displayName().isEmpty()) {
            xml.element("DisplayName", user.displayName());
        }
    }

    private static void checkOwner(XmlElement element, CanonicalUser owner, CanonicalUsers users) throws S3Exception {
        String id = text(element, "ID");
        if (id.isEmpty()) {
            throw malformed();
        }
        if (!id.equals(owner.id())) {
            Grantees.byId(id, "CanonicalUser/ID", users);
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED);
        }
    }

    private static Grant grant(XmlElement element, CanonicalUsers users) throws S3Exception {
        Permission permission = Permission.named(text(element, "Permission"));
        if (permission == null) {
            throw malformed();
        }
        return new Grant(grantee(only(element, "Grantee"), users), permission);
    }

    /// Whom a `Grantee` element names; access logging has the same element.
    ///
    /// @throws S3Exception as [#read] does
    public static Grantee grantee(XmlElement element, CanonicalUsers users) throws S3Exception {
        @Nullable String type = element.attributes().get("type");
        if (type == null) {
            throw malformed();
        }
        return switch (type) {
            case "CanonicalUser" -> Grantees.byId(required(element, "ID"), "CanonicalUser/ID", users);
            case "Group" -> Grantees.byUri(required(element, "URI"), "Group/URI");
            case "AmazonCustomerByEmail" -> Grantees.byEmailAddress(required(element, "EmailAddress"), users);
            default -> throw malformed();
        };
    }

    private static String required(XmlElement element, String name) throws S3Exception {
        String text = text(element, name);
        if (text.isEmpty()) {
            throw malformed();
        }
        return text;
    }

    private static String text(XmlElement element, String name) {
        return element.childText(name).orElse("").strip();
    }

    private static XmlElement only(XmlElement element, String name) throws S3Exception {
        List<XmlElement> children = element.children(name);
        if (children.size() != 1) {
            throw malformed();
        }
        return children.getFirst();
    }

    private static S3Exception malformed() {
        return new S3Exception(S3ErrorCode.MALFORMED_ACL);
    }
}
