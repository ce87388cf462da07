package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetObjectTagging.
public final class GetObjectTagging implements Operation {
    private final Backend backend;

    public GetObjectTagging(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Backend.Found found = backend.subject(request);
        Bucket bucket = found.bucket();
        ObjectRecord object = found.object();
        S3Response response =
                S3Response.xml(200, ObjectTags.of(object.attributes()).toXml());
        return Versions.addHeader(response, bucket, object.version());
    }
}
