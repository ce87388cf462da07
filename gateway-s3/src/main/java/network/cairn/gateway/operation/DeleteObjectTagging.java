package network.cairn.gateway.operation;

import java.util.TreeMap;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// DeleteObjectTagging.
public final class DeleteObjectTagging implements Operation {
    private final Backend backend;

    public DeleteObjectTagging(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Backend.Found found = backend.subject(request);
        Bucket bucket = found.bucket();
        ObjectRecord object = ObjectChanges.attributes(
                backend,
                found,
                request,
                EventType.OBJECT_TAGGING_DELETE,
                now -> now.attributes().withTags(new TreeMap<>()));
        return Versions.addHeader(S3Response.empty(204), bucket, object.version());
    }
}
