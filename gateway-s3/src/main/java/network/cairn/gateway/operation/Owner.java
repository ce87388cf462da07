package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.xml.XmlWriter;

/// How a tenant is shown as the owner of what is its.
final class Owner {
    private Owner() {}

    /// The tenant that owns a version.
    static String of(ObjectRecord object, Bucket bucket) {
        String owner = object.attributes().owner();
        return owner.isEmpty() ? bucket.tenant() : owner;
    }

    static void write(XmlWriter xml, String element, String tenant) {
        xml.open(element).element("ID", tenant).element("DisplayName", tenant).close();
    }

    /// The access control policy of all that a tenant owns: full control for itself, nothing for others.
    static byte[] policy(String tenant) {
        var xml = new XmlWriter("AccessControlPolicy");
        write(xml, "Owner", tenant);
        xml.open("AccessControlList").open("Grant");
        xml.openTyped("Grantee", "CanonicalUser")
                .element("ID", tenant)
                .element("DisplayName", tenant)
                .close();
        xml.element("Permission", "FULL_CONTROL");
        return xml.toBytes();
    }
}
