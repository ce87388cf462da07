package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.configuration.Taggable;
import network.cairn.gateway.configuration.Tagging;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutObjectTagging: replaces the whole tag set of a version.
public final class PutObjectTagging implements Operation {
    private final Backend backend;

    public PutObjectTagging(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Backend.Found found = backend.subject(request);
        Bucket bucket = found.bucket();
        Tagging tagging = Tagging.read(BucketDocuments.body(request), Taggable.OBJECT);
        ObjectRecord object = ObjectChanges.attributes(
                backend,
                found,
                request,
                EventType.OBJECT_TAGGING_PUT,
                now -> now.attributes().withTags(ObjectTags.toMap(tagging)));
        return Versions.addHeader(S3Response.empty(200), bucket, object.version());
    }
}
