package network.cairn.gateway.operation;

import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.S3Request;
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

    /// What an upload remembers of who began it. The object made of it keeps that too, unused.
    static ObjectAttributes initiated(ObjectAttributes attributes, S3Request request) {
        return request.caller().isAnonymous()
                ? attributes
                : attributes.withOwner(request.caller().tenant());
    }

    /// Who began an upload, and whose the object made of it will be.
    static void writeOf(XmlWriter xml, UploadRecord upload, Bucket bucket) {
        CanonicalUser owner = Access.acl(upload.attributes().acl(), bucket).owner();
        String initiator = upload.attributes().owner();
        write(xml, "Initiator", initiator.isEmpty() ? owner : CanonicalUser.of(initiator));
        write(xml, "Owner", owner);
    }

    static void write(XmlWriter xml, String element, CanonicalUser user) {
        xml.open(element)
                .element("ID", user.id())
                .element("DisplayName", user.displayName())
                .close();
    }
}
