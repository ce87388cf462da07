package network.cairn.gateway.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataStore.Deletion;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.VersionName;
import network.cairn.gateway.policy.OperationActions;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlElement;
import network.cairn.gateway.xml.XmlReader;
import network.cairn.gateway.xml.XmlWriter;

/// DeleteObjects: up to 1,000 keys, each deleted or refused on its own.
public final class DeleteObjects implements Operation {
    private static final int OBJECTS_MAX = 1000;

    private final Backend backend;

    public DeleteObjects(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.unchecked(request);
        XmlElement delete = XmlReader.read(request.body().readAll(ObjectLimits.DOCUMENT_BYTES_MAX), "Delete");
        List<XmlElement> objects = delete.children("Object");
        if (objects.isEmpty() || objects.size() > OBJECTS_MAX) {
            throw new S3Exception(
                    S3ErrorCode.MALFORMED_XML,
                    S3ErrorCode.MALFORMED_XML.message() + " (1 to " + OBJECTS_MAX + " objects, not " + objects.size()
                            + ")");
        }
        for (XmlElement object : objects) {
            String key = object.childText("Key").orElse("");
            if (key.isEmpty() || key.getBytes(StandardCharsets.UTF_8).length > ObjectRecord.KEY_BYTES_MAX) {
                throw new S3Exception(S3ErrorCode.MALFORMED_XML);
            }
        }
        boolean quiet = delete.childText("Quiet").orElse("false").strip().equalsIgnoreCase("true");
        var xml = new XmlWriter("DeleteResult");
        for (XmlElement object : objects) {
            delete(request, bucket, object, quiet, xml);
        }
        return S3Response.xml(200, xml.toBytes());
    }

    private void delete(S3Request request, Bucket bucket, XmlElement object, boolean quiet, XmlWriter xml) {
        String key = object.childText("Key").orElseThrow();
        Optional<String> versionId = object.childText("VersionId").filter(text -> !text.isEmpty());
        try {
            Optional<VersionName> version = versionId.flatMap(VersionName::parse);
            if (versionId.isPresent() && version.isEmpty()) {
                throw new S3Exception(S3ErrorCode.NO_SUCH_VERSION);
            }
            boolean bypass = DeleteObject.bypassesGovernance(request);
            for (OperationActions.Need need : OperationActions.ofDeletion(version.isPresent(), bypass)) {
                backend.access().require(request, bucket, need, key, null);
            }
            Deletion deletion =
                    DeleteObject.delete(backend, request, bucket, key, version, WriteConditions.of(object), bypass);
            if (!quiet) {
                xml.open("Deleted").element("Key", key);
                versionId.ifPresent(id -> xml.element("VersionId", id));
                if (deletion.isDeleteMarker() && deletion.version() != null) {
                    xml.element("DeleteMarker", true)
                            .element("DeleteMarkerVersionId", deletion.version().name());
                }
                xml.close();
            }
        } catch (S3Exception e) {
            xml.open("Error").element("Key", key);
            versionId.ifPresent(id -> xml.element("VersionId", id));
            xml.element("Code", e.code().code())
                    .element("Message", String.valueOf(e.getMessage()))
                    .close();
        }
    }
}
