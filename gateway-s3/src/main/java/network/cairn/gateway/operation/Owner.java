package network.cairn.gateway.operation;

import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.xml.XmlWriter;

/// Owners as S3's documents name them.
final class Owner {
    private Owner() {}

    /// Whose a version is.
    static CanonicalUser of(ObjectRecord object, Bucket bucket) {
        String markersOwner = object.attributes().owner();
        return object.isDeleteMarker() && !markersOwner.isEmpty()
                ? CanonicalUser.of(markersOwner)
                : Access.acl(object, bucket).owner();
    }

    static void write(XmlWriter xml, String element, CanonicalUser user) {
        xml.open(element)
                .element("ID", user.id())
                .element("DisplayName", user.displayName())
                .close();
    }
}
